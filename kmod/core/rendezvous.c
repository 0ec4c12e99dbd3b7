// SPDX-License-Identifier: GPL-2.0
/*
 * The moment in which nothing else runs: every CPU is brought into run_stopped()
 * with interrupts off. The first to arrive leads: it checks the stacks and, if
 * nobody is in the way, writes. The others follow: after each phase of the
 * write they execute a serialising instruction and say so, because code
 * changed by one CPU may be executed by another only after that.
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/processor.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <asm/sync_core.h>

#include "core.h"

#define PHASE_OVER	(POKE_PHASES + 1)

struct stop {
	const struct stop_order *order;
	struct refusal *why;
	int followers;
	atomic_t arrived;
	atomic_t serialised;	/* followers, summed over the phases so far */
	int phase;		/* 1..POKE_PHASES done, then PHASE_OVER */
	int verdict;
	u64 stopped_at;
	u64 checked_at;
	u64 written_at;
};

static void finish_phase(struct stop *stop, int phase)
{
	sync_core();
	/* Pairs with follow(): who sees the phase sees its bytes. */
	smp_store_release(&stop->phase, phase);
	/* Pairs with follow()'s release: they have serialised. */
	while (atomic_read_acquire(&stop->serialised) <
	       stop->followers * phase)
		cpu_relax();
}

static void lead(struct stop *stop)
{
	int phase;

	stop->stopped_at = ktime_get_ns();
	stop->verdict = stacks_check(stop->order, stop->why);
	stop->checked_at = ktime_get_ns();

	if (!stop->verdict && stop->order->nr_pokes) {
		poke_begin(stop->order);
		for (phase = 1; phase <= POKE_PHASES; phase++) {
			poke_phase(stop->order, phase);
			finish_phase(stop, phase);
		}
		poke_end();
	}
	stop->written_at = ktime_get_ns();
	/* Pairs with follow(). */
	smp_store_release(&stop->phase, PHASE_OVER);
}

static void follow(struct stop *stop)
{
	int seen = 0, phase;

	while (seen != PHASE_OVER) {
		/* Pairs with lead() and finish_phase(). */
		phase = smp_load_acquire(&stop->phase);
		if (phase == seen) {
			cpu_relax();
			continue;
		}
		seen = phase;
		sync_core();
		atomic_inc_return_release(&stop->serialised);
	}
}

static int run_stopped(void *data)
{
	struct stop *stop = data;

	if (atomic_inc_return(&stop->arrived) == 1)
		lead(stop);
	else
		follow(stop);
	return 0;
}

/*
 * One stop of the machine. The caller holds cpus_read_lock and text_mutex.
 * 0, or -EBUSY with the blockers in *why; *pause gets this stop's times.
 */
int rendezvous_run(const struct stop_order *order, struct refusal *why,
		   struct pause *pause)
{
	struct stop stop = {
		.order = order,
		.why = why,
		.followers = num_online_cpus() - 1,
	};
	u64 asked_at = ktime_get_ns();
	int ret = stop_machine_cpuslocked(run_stopped, &stop, cpu_online_mask);

	if (ret)
		return refuse(why, REFUSAL_UNSUPPORTED,
			      "the machine could not be stopped: error %d", ret);
	pause->total_ns = ktime_get_ns() - asked_at;
	pause->rendezvous_ns = stop.stopped_at - asked_at;
	pause->check_ns = stop.checked_at - stop.stopped_at;
	pause->write_ns = stop.written_at - stop.checked_at;
	return stop.verdict;
}
