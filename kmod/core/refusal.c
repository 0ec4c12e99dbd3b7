// SPDX-License-Identifier: GPL-2.0
/*
 * The closed list of codes, their names and the errno that each one becomes
 * for whoever wrote to a file in sysfs or loaded a module.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "refusal.h"

static const struct {
	const char *name;
	int error;
} codes[NR_REFUSAL_CODES] = {
	[REFUSAL_OK]			= { "ok", 0 },
	[REFUSAL_BUSY]			= { "busy", -EBUSY },
	[REFUSAL_NO_MATCH]		= { "no_match", -EILSEQ },
	[REFUSAL_ALREADY_APPLIED]	= { "already_applied", -EALREADY },
	[REFUSAL_ALREADY_LOADED]	= { "already_loaded", -EEXIST },
	[REFUSAL_UNSUPPORTED]		= { "unsupported", -EOPNOTSUPP },
	[REFUSAL_WRONG_KERNEL]		= { "wrong_kernel", -ENOEXEC },
	[REFUSAL_OUT_OF_MEMORY]		= { "out_of_memory", -ENOMEM },
	[REFUSAL_CONFLICT]		= { "conflict", -EADDRINUSE },
	[REFUSAL_NOT_APPLIED]		= { "not_applied", -ENODATA },
	[REFUSAL_NOT_ON_TOP]		= { "not_on_top", -ENOTEMPTY },
	[REFUSAL_MALFORMED]		= { "malformed", -EINVAL },
};

const char *refusal_name(enum refusal_code code)
{
	return codes[code].name;
}

int refusal_errno(enum refusal_code code)
{
	return codes[code].error;
}

void refusal_clear(struct refusal *why)
{
	why->code = REFUSAL_OK;
	why->detail[0] = '\0';
	why->nr_blockers = 0;
}

int refuse(struct refusal *why, enum refusal_code code, const char *fmt, ...)
{
	va_list args;

	why->code = code;
	va_start(args, fmt);
	vscnprintf(why->detail, sizeof(why->detail), fmt, args);
	va_end(args);
	return refusal_errno(code);
}

/* Any process may name itself as it likes, line ends included. */
static void printable_name(const struct blocker *blocker, char *name)
{
	size_t i;

	strscpy(name, blocker->comm, TASK_COMM_LEN);
	for (i = 0; name[i]; i++)
		if (!isascii(name[i]) || !isprint(name[i]))
			name[i] = '?';
}

int blocker_line(const struct blocker *blocker, char *line, size_t size)
{
	char name[TASK_COMM_LEN];

	printable_name(blocker, name);
	switch (blocker->kind) {
	case BLOCKER_IN_FUNCTION:
		return scnprintf(line, size, "%d\t%s\t%pS\n", blocker->pid,
				 name, (void *)blocker->addr);
	case BLOCKER_UNRELIABLE:
		return scnprintf(line, size, "%d\t%s\t(stack not reliable)\n",
				 blocker->pid, name);
	case BLOCKER_EXITING:
		return scnprintf(line, size, "0\t(exiting)\t(in no task list)\n");
	}
	return 0;
}

void blocker_sentence(const struct blocker *blocker, char *text, size_t size)
{
	char name[TASK_COMM_LEN];

	printable_name(blocker, name);
	switch (blocker->kind) {
	case BLOCKER_IN_FUNCTION:
		scnprintf(text, size, "%s (%d) is in %pS", name, blocker->pid,
			  (void *)blocker->addr);
		break;
	case BLOCKER_UNRELIABLE:
		scnprintf(text, size, "the stack of %s (%d) cannot be read with certainty",
			  name, blocker->pid);
		break;
	case BLOCKER_EXITING:
		scnprintf(text, size, "a thread is exiting");
		break;
	}
}
