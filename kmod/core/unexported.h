/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core uses of the kernel that no header gives to modules. Like the
 * unexported functions that headers do declare (text_poke(), get_kprobe(),
 * stack_trace_save_tsk_reliable() and so on), these are resolved by livepatch
 * relocations, static ones included.
 */
#ifndef QUIESCE_UNEXPORTED_H
#define QUIESCE_UNEXPORTED_H

#include <linux/mutex.h>
#include <linux/srcu.h>

/* kernel/livepatch/core.c and patch.c: who redirects a function by ftrace */
extern struct mutex klp_mutex;
struct klp_ops;
struct klp_ops *klp_find_ops(void *old_func);

/* kernel/kprobes.c: static there */
extern struct mutex kprobe_mutex;

/* kernel/rcu/tasks.h: static there */
extern struct srcu_struct tasks_rcu_exit_srcu;

/* kernel/extable.c: declared in different headers by different versions */
int core_kernel_text(unsigned long addr);

#endif
