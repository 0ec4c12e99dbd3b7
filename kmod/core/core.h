/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the core share: an update as the core keeps it, the sites
 * that it redirects, and the functions that each file offers the others.
 *
 * One mutex, quiesce_lock, is held by whoever changes any of it. Inside it
 * the kernel's own locks are taken in the order that kernel/kprobes.c uses.
 */
#ifndef QUIESCE_CORE_H
#define QUIESCE_CORE_H

#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "quiesce_abi.h"
#include "refusal.h"

#define QUIESCE_CORE_VERSION	"0.1.0"
#define QUIESCE_JUMP_SIZE	5	/* jmp rel32 */

enum update_state {
	UPDATE_LOADED,		/* registered, nothing compared yet */
	UPDATE_MATCHED,		/* a dry run found the kernel as expected */
	UPDATE_APPLIED,
	UPDATE_UNDONE,
};

/* Where a running function is rewritten: one a function, however many updates. */
struct site {
	struct list_head node;
	unsigned long addr;
	u8 original[QUIESCE_JUMP_SIZE];	/* as found before the first update */
	struct list_head redirects;	/* newest first; the first is in force */
};

/* One function of one update, pointed at its replacement. */
struct redirect {
	struct list_head node;		/* in site->redirects while applied */
	struct live_update *update;
	const struct quiesce_func *func;
	struct site *site;		/* NULL unless applied */
	struct site *spare;		/* made before the stop, used if there is none */
};

/* What the last apply or undo cost, in nanoseconds. */
struct pause {
	u64 rendezvous_ns;	/* from asking for the stop to every CPU stopped */
	u64 check_ns;		/* walking every thread's stack */
	u64 write_ns;		/* writing the jumps and serialising every CPU */
	u64 total_ns;		/* from asking for the stop to all running again */
	u32 attempts;
};

struct live_update {
	struct list_head node;
	struct kobject kobj;
	struct kobject *functions;	/* the folder of that name in sysfs */
	struct function_entry *function_entries;
	const struct quiesce_update *tables;	/* in the update module */
	long displacement;		/* running address - link-time address */
	enum update_state state;
	bool going;			/* unregistered; refuses every stage */
	struct mutex outcome_lock;	/* for the two below */
	struct refusal outcome;
	struct pause pause;
	struct redirect redirects[];	/* tables->nr_funcs */
};

/* Code that may be on no stack: [start, end], the end included. */
struct code_range {
	unsigned long start;
	unsigned long end;
};

/* One rewrite of QUIESCE_JUMP_SIZE bytes. */
struct poke {
	unsigned long addr;
	u8 bytes[QUIESCE_JUMP_SIZE];
	unsigned long meanwhile;	/* where a breakpoint hit half-way goes on */
};

/* All that one stop of the machine needs; nothing is allocated inside it. */
struct stop_order {
	struct code_range *ranges;
	u32 nr_ranges;
	struct poke *pokes;		/* none: only look */
	u32 nr_pokes;
};

extern struct mutex quiesce_lock;
extern struct list_head quiesce_updates;
extern struct kobject *quiesce_updates_folder;

/* kernel_id.c */
void kernel_id_hex(char *hex);		/* 2 * QUIESCE_BUILD_ID_LEN + 1 bytes */
int kernel_id_check(const struct quiesce_update *tables, struct refusal *why);
long kernel_displacement(const struct quiesce_update *tables);

/* validate.c */
int validate_update(const struct quiesce_update *tables, struct refusal *why);
struct code_range module_text(const struct module *mod);

/* validate_span.c */
int validate_text_span(const struct quiesce_span *span, const char *name,
		       long displacement, struct refusal *why);
int validate_rodata_span(const struct quiesce_span *span, long displacement,
			 struct refusal *why);

/* register.c */
void last_refusal_show(char *text, size_t size);

/* match.c */
int match_update(const struct live_update *update, struct refusal *why);

/* conflicts.c */
int conflicts_lock_and_check(const struct live_update *update, bool undo,
			     struct refusal *why);
void conflicts_unlock(void);

/* sites.c */
unsigned long redirect_entry(const struct redirect *redirect);
unsigned long redirect_addr(const struct redirect *redirect);
int sites_prepare_apply(struct live_update *update, struct poke *pokes,
			struct refusal *why);
int sites_prepare_undo(struct live_update *update, struct poke *pokes,
		       bool forced, u32 *nr_pokes, struct refusal *why);
void sites_commit_apply(struct live_update *update);
void sites_commit_undo(struct live_update *update);
void sites_drop_spares(struct live_update *update);
struct redirect *site_top(unsigned long addr);
void sites_overlay_original(unsigned long addr, u8 *bytes, size_t size);

/* stacks.c */
int stacks_check(const struct stop_order *order, struct refusal *why);

/* poke.c */
int poke_init(void);
void poke_exit(void);
void poke_begin(const struct stop_order *order);
void poke_phase(const struct stop_order *order, int phase);
void poke_end(void);
#define POKE_PHASES	3

/* rendezvous.c */
int rendezvous_run(const struct stop_order *order, struct refusal *why,
		   struct pause *pause);

/* stage.c */
int stage_check(struct live_update *update);
int stage_apply(struct live_update *update);
int stage_undo(struct live_update *update);
void stage_undo_forced(struct live_update *update);

/* sysfs_update.c */
int sysfs_update_add(struct live_update *update);
void sysfs_update_remove(struct live_update *update);

/* sysfs_function.c */
int sysfs_functions_add(struct live_update *update);
void sysfs_functions_remove(struct live_update *update);

#endif
