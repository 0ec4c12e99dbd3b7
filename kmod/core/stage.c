// SPDX-License-Identifier: GPL-2.0
/*
 * The three things that can be asked of a registered update: check, apply and
 * undo. Each is tried a bounded number of times while threads are in the way,
 * and each either happens entirely or leaves the kernel as it was; the outcome
 * stays readable in sysfs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core.h"

#define ATTEMPTS	12
#define FIRST_DELAY_MS	4	/* doubled after each attempt */
#define LONGEST_DELAY_MS 500	/* in all, about two and a half seconds */

enum stage { STAGE_CHECK, STAGE_APPLY, STAGE_UNDO, STAGE_UNDO_FORCED };

/* Guarded by quiesce_lock; too large for the stack. */
static struct refusal scratch;

/* Every version of the code that an apply leaves behind. */
static u32 ranges_for_apply(const struct live_update *update,
			    struct code_range *ranges)
{
	u32 nr = 0, i, j;

	for (i = 0; i < update->tables->nr_funcs; i++) {
		const struct redirect *redirect = &update->redirects[i];
		const struct quiesce_func *func = redirect->func;
		const struct redirect *top = site_top(redirect_addr(redirect));

		ranges[nr].start = func->old.addr_link + update->displacement;
		ranges[nr].end = ranges[nr].start + func->old.size;
		nr++;
		for (j = 0; j < func->nr_pieces; j++) {
			const struct quiesce_span *piece = &func->pieces[j];

			ranges[nr].start = piece->addr_link +
					   update->displacement;
			ranges[nr].end = ranges[nr].start + piece->size;
			nr++;
		}
		if (top)
			ranges[nr++] = module_text(top->update->tables->owner);
	}
	return nr;
}

static int make_order(const struct live_update *update,
		      struct stop_order *order, struct refusal *why)
{
	const struct quiesce_update *tables = update->tables;
	size_t nr_ranges = 1;
	u32 i;

	for (i = 0; i < tables->nr_funcs; i++)
		nr_ranges += 2 + tables->funcs[i].nr_pieces;

	order->ranges = kvcalloc(nr_ranges, sizeof(*order->ranges), GFP_KERNEL);
	order->pokes = kvcalloc(tables->nr_funcs, sizeof(*order->pokes),
				GFP_KERNEL);
	if (order->ranges && order->pokes)
		return 0;
	return refuse(why, REFUSAL_OUT_OF_MEMORY,
		      "no memory to prepare the update");
}

static void free_order(struct stop_order *order)
{
	kvfree(order->ranges);
	kvfree(order->pokes);
}

/* Called with the locks of conflicts.c held, and matched if it is to apply. */
static int fill_order(struct live_update *update, enum stage stage,
		      struct stop_order *order, struct refusal *why)
{
	int ret;

	if (stage == STAGE_UNDO || stage == STAGE_UNDO_FORCED) {
		order->ranges[0] = module_text(update->tables->owner);
		order->nr_ranges = 1;
		return sites_prepare_undo(update, order->pokes,
					  stage == STAGE_UNDO_FORCED,
					  &order->nr_pokes, why);
	}

	order->nr_ranges = ranges_for_apply(update, order->ranges);
	ret = sites_prepare_apply(update, order->pokes, why);
	order->nr_pokes = stage == STAGE_CHECK ? 0 : update->tables->nr_funcs;
	return ret;
}

static void commit(struct live_update *update, enum stage stage)
{
	switch (stage) {
	case STAGE_CHECK:
		WRITE_ONCE(update->state, UPDATE_MATCHED);
		break;
	case STAGE_APPLY:
		sites_commit_apply(update);
		WRITE_ONCE(update->state, UPDATE_APPLIED);
		break;
	case STAGE_UNDO:
	case STAGE_UNDO_FORCED:
		sites_commit_undo(update);
		WRITE_ONCE(update->state, UPDATE_UNDONE);
		break;
	}
}

static int attempt(struct live_update *update, enum stage stage,
		   struct stop_order *order, struct refusal *why,
		   struct pause *pause)
{
	bool undo = stage == STAGE_UNDO || stage == STAGE_UNDO_FORCED;
	int ret = conflicts_lock_and_check(update, undo, why);

	if (ret)
		return ret;
	if (!undo)
		ret = match_update(update, why);
	if (!ret)
		ret = fill_order(update, stage, order, why);
	if (!ret)
		ret = rendezvous_run(order, why, pause);
	if (!ret)
		commit(update, stage);
	sites_drop_spares(update);
	conflicts_unlock();
	return ret;
}

/* Says who is in the way in one sentence; the list is in abort/tasks. */
static int refuse_busy(struct refusal *why, u32 attempts)
{
	char first[128], more[32] = "";

	blocker_sentence(&why->blockers[0], first, sizeof(first));
	if (why->nr_blockers > 1)
		scnprintf(more, sizeof(more), " and %u more are in the way",
			  why->nr_blockers - 1);
	return refuse(why, REFUSAL_BUSY,
		      "%s%s in the last of %u attempts; nothing was changed",
		      first, more, attempts);
}

static int run_attempts(struct live_update *update, enum stage stage,
			struct refusal *why, struct pause *pause)
{
	struct stop_order order = {};
	unsigned int delay = FIRST_DELAY_MS;
	int ret = make_order(update, &order, why);

	while (!ret) {
		pause->attempts++;
		ret = attempt(update, stage, &order, why, pause);
		if (ret != -EBUSY)
			break;
		if (pause->attempts == ATTEMPTS) {
			ret = refuse_busy(why, ATTEMPTS);
			break;
		}
		msleep(delay);
		delay = min_t(unsigned int, delay * 2, LONGEST_DELAY_MS);
		ret = 0;
	}
	if (!ret)
		refusal_clear(why);
	free_order(&order);
	return ret;
}

static int check_state(const struct live_update *update, enum stage stage,
		       struct refusal *why)
{
	bool applied = update->state == UPDATE_APPLIED;

	if (stage == STAGE_UNDO_FORCED)
		return 0;
	if (update->going)
		return refuse(why, REFUSAL_NOT_APPLIED,
			      "update %s is being removed", update->tables->id);
	if (stage == STAGE_UNDO && !applied)
		return refuse(why, REFUSAL_NOT_APPLIED,
			      "update %s is not applied", update->tables->id);
	if (stage != STAGE_UNDO && applied)
		return refuse(why, REFUSAL_ALREADY_APPLIED,
			      "update %s is applied already",
			      update->tables->id);
	return 0;
}

/* Applied, an update's module stays: the kernel is running its code. */
static int run_holding_module(struct live_update *update, enum stage stage,
			      struct refusal *why, struct pause *pause)
{
	struct module *owner = update->tables->owner;
	int ret;

	if (stage == STAGE_APPLY && !try_module_get(owner))
		return refuse(why, REFUSAL_NOT_APPLIED,
			      "update %s is being removed", update->tables->id);
	ret = run_attempts(update, stage, why, pause);
	if ((stage == STAGE_APPLY && ret) || (stage == STAGE_UNDO && !ret))
		module_put(owner);
	return ret;
}

static int run_stage(struct live_update *update, enum stage stage)
{
	struct pause pause = {};
	int ret;

	mutex_lock(&quiesce_lock);
	refusal_clear(&scratch);
	ret = check_state(update, stage, &scratch);
	if (!ret)
		ret = run_holding_module(update, stage, &scratch, &pause);

	mutex_lock(&update->outcome_lock);
	update->outcome = scratch;
	if (!ret && stage != STAGE_CHECK)
		update->pause = pause;
	mutex_unlock(&update->outcome_lock);

	if (ret)
		pr_notice("%s refused: %s: %s\n", update->tables->id,
			  refusal_name(scratch.code), scratch.detail);
	else if (stage != STAGE_CHECK)
		pr_info("%s %s, %u functions, paused %llu us\n",
			update->tables->id,
			stage == STAGE_APPLY ? "applied" : "undone",
			update->tables->nr_funcs, pause.total_ns / 1000);
	mutex_unlock(&quiesce_lock);
	return ret;
}

int stage_check(struct live_update *update)
{
	return run_stage(update, STAGE_CHECK);
}

int stage_apply(struct live_update *update)
{
	return run_stage(update, STAGE_APPLY);
}

int stage_undo(struct live_update *update)
{
	return run_stage(update, STAGE_UNDO);
}

/*
 * rmmod --force takes a module away while it is applied. Its exit waits here
 * until no thread is in it; what it cannot do is refuse.
 */
void stage_undo_forced(struct live_update *update)
{
	while (run_stage(update, STAGE_UNDO_FORCED))
		msleep(LONGEST_DELAY_MS);
}
