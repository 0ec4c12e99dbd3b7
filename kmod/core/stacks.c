// SPDX-License-Identifier: GPL-2.0
/*
 * Is any thread inside the code that is being left? Runs with every CPU held
 * in rendezvous.c and interrupts off, so that nothing moves: no allocation, no
 * sleeping lock, no printing.
 *
 * A stack that cannot be read with certainty counts as being inside.
 */
#include <linux/cpumask.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/srcu.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/version.h>

#include "core.h"
#include "unexported.h"

#define MAX_FRAMES	256

/* Too large for a kernel stack; the one stop at a time owns it. */
static unsigned long frames[MAX_FRAMES];

static struct blocker *next_blocker(struct refusal *why)
{
	if (why->nr_blockers == REFUSAL_MAX_BLOCKERS)
		return NULL;
	return &why->blockers[why->nr_blockers++];
}

static void block(struct refusal *why, enum blocker_kind kind,
		  const struct task_struct *task, unsigned long addr)
{
	struct blocker *blocker = next_blocker(why);

	if (!blocker)
		return;
	blocker->kind = kind;
	blocker->pid = task ? task->pid : 0;
	blocker->addr = addr;
	strscpy(blocker->comm, task ? task->comm : "", sizeof(blocker->comm));
}

/*
 * The end counts as inside: a call that never returns may be a function's last
 * instruction, and its return address is then one past the function.
 */
static bool in_ranges(const struct stop_order *order, unsigned long addr)
{
	u32 i;

	for (i = 0; i < order->nr_ranges; i++)
		if (addr >= order->ranges[i].start &&
		    addr <= order->ranges[i].end)
			return true;
	return false;
}

static void check_task(const struct stop_order *order,
		       struct task_struct *task, struct refusal *why)
{
	int nr, i;

	/*
	 * Whatever is on another CPU now is that CPU's stopper, which spins in
	 * our follow() and cannot be unwound from here. The path by which it
	 * got there is the same as that of current, whose stack is checked.
	 */
	if (task != current && READ_ONCE(task->on_cpu))
		return;

	nr = stack_trace_save_tsk_reliable(task, frames, MAX_FRAMES);
	if (nr < 0) {
		block(why, BLOCKER_UNRELIABLE, task, 0);
		return;
	}
	for (i = 0; i < nr; i++) {
		if (in_ranges(order, frames[i])) {
			block(why, BLOCKER_IN_FUNCTION, task, frames[i]);
			return;
		}
	}
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
/*
 * A dying thread takes itself off the task list and runs on for a while, where
 * no walk of the list can see it. RCU-tasks has the same blind spot and brackets
 * it with tasks_rcu_exit_srcu: as many unlocks as locks means that nobody is in it.
 */
static bool anyone_exiting(void)
{
	unsigned long inside = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct srcu_data *data =
			per_cpu_ptr(tasks_rcu_exit_srcu.sda, cpu);

		inside += data->srcu_lock_count[0] + data->srcu_lock_count[1];
		inside -= data->srcu_unlock_count[0] +
			  data->srcu_unlock_count[1];
	}
	return inside;
}
#else
#error "Linux 6.9 and later keep exiting tasks in rcu_tasks' exit lists: walk those"
#endif

/* 0, or -EBUSY with the blockers (as many as there is room for) in *why. */
int stacks_check(const struct stop_order *order, struct refusal *why)
{
	struct task_struct *process, *thread;
	int cpu;

	why->nr_blockers = 0;

	/*
	 * No need of tasklist_lock: its writers cannot be preempted, so that
	 * none of them can be half-way while every CPU is stopped.
	 */
	rcu_read_lock();
	for_each_process_thread(process, thread)
		check_task(order, thread, why);
	rcu_read_unlock();

	/* Idle threads are on no list. Those of offline CPUs run nothing. */
	for_each_online_cpu(cpu)
		check_task(order, idle_task(cpu), why);

	if (anyone_exiting())
		block(why, BLOCKER_EXITING, NULL, 0);

	return why->nr_blockers ? -EBUSY : 0;
}
