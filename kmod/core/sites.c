// SPDX-License-Identifier: GPL-2.0
/*
 * The places where running functions are rewritten, and the redirects stacked
 * on each. The newest redirect of a site is in force. Undoing it puts back the
 * jump below or, under the last, the bytes that were there at first. An update
 * that is covered on any of its functions is not undone: the one above may have
 * been built on top of it.
 *
 * Everything here runs under quiesce_lock. Sites are prepared before the
 * machine is stopped and become real only after the jumps are written.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "core.h"

#define JMP32_OPCODE	0xe9

static LIST_HEAD(sites);

unsigned long redirect_addr(const struct redirect *redirect)
{
	return redirect->func->old.addr_link + redirect->update->displacement +
	       redirect->func->jump_offset;
}

unsigned long redirect_entry(const struct redirect *redirect)
{
	return (unsigned long)redirect->func->new_func;
}

static void encode_jump(unsigned long from, unsigned long to, u8 *bytes)
{
	s32 distance = to - (from + QUIESCE_JUMP_SIZE);

	bytes[0] = JMP32_OPCODE;
	memcpy(bytes + 1, &distance, sizeof(distance));
}

static bool in_reach(unsigned long from, unsigned long to)
{
	long distance = to - (from + QUIESCE_JUMP_SIZE);

	return distance == (s32)distance;
}

static struct redirect *top_of(const struct site *site)
{
	return list_first_entry(&site->redirects, struct redirect, node);
}

static struct site *site_at(unsigned long addr)
{
	struct site *site;

	list_for_each_entry(site, &sites, node)
		if (site->addr == addr)
			return site;
	return NULL;
}

/* The redirect in force at a jump's address, or NULL. */
struct redirect *site_top(unsigned long addr)
{
	struct site *site = site_at(addr);

	return site ? top_of(site) : NULL;
}

/* Two tables that place the jump in one function differently would tear it. */
static bool overlaps_another(unsigned long addr)
{
	struct site *site;

	list_for_each_entry(site, &sites, node)
		if (site->addr != addr &&
		    addr < site->addr + QUIESCE_JUMP_SIZE &&
		    site->addr < addr + QUIESCE_JUMP_SIZE)
			return true;
	return false;
}

/* Puts the first bytes in place of our jumps in a copy of running text. */
void sites_overlay_original(unsigned long addr, u8 *bytes, size_t size)
{
	struct site *site;
	unsigned int i;

	list_for_each_entry(site, &sites, node)
		for (i = 0; i < QUIESCE_JUMP_SIZE; i++)
			if (site->addr + i >= addr &&
			    site->addr + i < addr + size)
				bytes[site->addr + i - addr] = site->original[i];
}

/* Before a jump is replaced, it must be the one that we wrote. */
static int check_jump_in_place(const struct site *site, struct refusal *why)
{
	const struct redirect *top = top_of(site);
	u8 want[QUIESCE_JUMP_SIZE], have[QUIESCE_JUMP_SIZE];

	encode_jump(site->addr, redirect_entry(top), want);
	if (copy_from_kernel_nofault(have, (void *)site->addr, sizeof(have)) ||
	    memcmp(want, have, sizeof(want)))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: its jump was overwritten by something else",
			      top->func->name);
	return 0;
}

static int make_spare(struct redirect *redirect, struct refusal *why)
{
	unsigned long addr = redirect_addr(redirect);
	struct site *site = kzalloc(sizeof(*site), GFP_KERNEL);

	if (!site)
		return refuse(why, REFUSAL_OUT_OF_MEMORY,
			      "no memory for a jump");
	redirect->spare = site;
	site->addr = addr;
	INIT_LIST_HEAD(&site->redirects);
	if (copy_from_kernel_nofault(site->original, (void *)addr,
				     QUIESCE_JUMP_SIZE))
		return refuse(why, REFUSAL_NO_MATCH, "%s: cannot be read",
			      redirect->func->name);
	return 0;
}

static int prepare_apply_one(struct redirect *redirect, struct poke *poke,
			     struct refusal *why)
{
	unsigned long addr = redirect_addr(redirect);
	unsigned long entry = redirect_entry(redirect);
	struct site *site = site_at(addr);

	if (overlaps_another(addr))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: another update put its jump elsewhere in it",
			      redirect->func->name);
	if (!in_reach(addr, entry))
		return refuse(why, REFUSAL_UNSUPPORTED,
			      "%s: its replacement is too far for a jump",
			      redirect->func->name);

	poke->addr = addr;
	poke->meanwhile = entry;
	encode_jump(addr, entry, poke->bytes);
	return site ? check_jump_in_place(site, why)
		    : make_spare(redirect, why);
}

/*
 * Fills one poke a function. The caller holds the locks of conflicts.c, so
 * that the bytes saved are still the bytes there when the machine stops.
 */
int sites_prepare_apply(struct live_update *update, struct poke *pokes,
			struct refusal *why)
{
	int ret;
	u32 i;

	for (i = 0; i < update->tables->nr_funcs; i++) {
		ret = prepare_apply_one(&update->redirects[i], &pokes[i], why);
		if (ret) {
			sites_drop_spares(update);
			return ret;
		}
	}
	return 0;
}

void sites_drop_spares(struct live_update *update)
{
	u32 i;

	for (i = 0; i < update->tables->nr_funcs; i++) {
		kfree(update->redirects[i].spare);
		update->redirects[i].spare = NULL;
	}
}

void sites_commit_apply(struct live_update *update)
{
	u32 i;

	for (i = 0; i < update->tables->nr_funcs; i++) {
		struct redirect *redirect = &update->redirects[i];

		redirect->site = redirect->spare;
		if (redirect->spare)
			list_add(&redirect->spare->node, &sites);
		else
			redirect->site = site_at(redirect_addr(redirect));
		redirect->spare = NULL;
		list_add(&redirect->node, &redirect->site->redirects);
	}
}

static int prepare_undo_one(const struct redirect *redirect, struct poke *poke,
			    struct refusal *why)
{
	const struct site *site = redirect->site;
	const struct redirect *below;

	poke->addr = site->addr;
	poke->meanwhile = redirect_entry(redirect);
	if (list_is_singular(&site->redirects)) {
		memcpy(poke->bytes, site->original, QUIESCE_JUMP_SIZE);
	} else {
		below = list_next_entry(redirect, node);
		encode_jump(site->addr, redirect_entry(below), poke->bytes);
	}
	return check_jump_in_place(site, why);
}

/*
 * Fills a poke for each function on which the update is in force; forced, when
 * its module is going whatever we say, leaves out those where it is covered.
 */
int sites_prepare_undo(struct live_update *update, struct poke *pokes,
		       bool forced, u32 *nr_pokes, struct refusal *why)
{
	int ret;
	u32 i;

	*nr_pokes = 0;
	for (i = 0; i < update->tables->nr_funcs; i++) {
		const struct redirect *redirect = &update->redirects[i];
		const struct redirect *top = top_of(redirect->site);

		if (top != redirect && forced)
			continue;
		if (top != redirect)
			return refuse(why, REFUSAL_NOT_ON_TOP,
				      "%s: update %s was applied over it; undo that first",
				      redirect->func->name,
				      top->update->tables->id);
		ret = prepare_undo_one(redirect, &pokes[*nr_pokes], why);
		if (ret)
			return ret;
		(*nr_pokes)++;
	}
	return 0;
}

void sites_commit_undo(struct live_update *update)
{
	u32 i;

	for (i = 0; i < update->tables->nr_funcs; i++) {
		struct redirect *redirect = &update->redirects[i];
		struct site *site = redirect->site;

		list_del(&redirect->node);
		redirect->site = NULL;
		if (list_empty(&site->redirects)) {
			list_del(&site->node);
			kfree(site);
		}
	}
}
