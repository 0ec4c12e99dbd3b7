/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why something was refused: a code from a closed list that programs read, one
 * sentence that a person reads, and the tasks that stood in the way.
 */
#ifndef QUIESCE_REFUSAL_H
#define QUIESCE_REFUSAL_H

#include <linux/sched.h>
#include <linux/types.h>

/* The names in refusal.c are an interface: agent, server and pages know them. */
enum refusal_code {
	REFUSAL_OK,
	REFUSAL_BUSY,
	REFUSAL_NO_MATCH,
	REFUSAL_ALREADY_APPLIED,
	REFUSAL_ALREADY_LOADED,
	REFUSAL_UNSUPPORTED,
	REFUSAL_WRONG_KERNEL,
	REFUSAL_OUT_OF_MEMORY,
	REFUSAL_CONFLICT,
	REFUSAL_NOT_APPLIED,
	REFUSAL_NOT_ON_TOP,
	REFUSAL_MALFORMED,
	NR_REFUSAL_CODES
};

#define REFUSAL_DETAIL_LEN	256
#define REFUSAL_MAX_BLOCKERS	16

enum blocker_kind {
	BLOCKER_IN_FUNCTION,	/* addr, inside the code, is on the stack */
	BLOCKER_UNRELIABLE,	/* the stack could not be read with certainty */
	BLOCKER_EXITING,	/* a dying thread that is in no list any more */
};

struct blocker {
	enum blocker_kind kind;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	unsigned long addr;
};

struct refusal {
	enum refusal_code code;
	char detail[REFUSAL_DETAIL_LEN];
	u32 nr_blockers;
	struct blocker blockers[REFUSAL_MAX_BLOCKERS];
};

const char *refusal_name(enum refusal_code code);
int refusal_errno(enum refusal_code code);

void refusal_clear(struct refusal *why);
__printf(3, 4)
int refuse(struct refusal *why, enum refusal_code code, const char *fmt, ...);

/* One blocker as a line: pid, comm and function, parted by tabs. */
int blocker_line(const struct blocker *blocker, char *line, size_t size);

/* One blocker in words, for the middle of a sentence. */
void blocker_sentence(const struct blocker *blocker, char *text, size_t size);

#endif
