// SPDX-License-Identifier: GPL-2.0
/*
 * Who else may write where we write, or has redirected what we redirect?
 *
 * kprobes, jump labels, static calls and lock alternatives rewrite text while
 * the kernel runs; two writers of the same bytes would each restore what the
 * other has replaced. An ftrace site is never in our bytes, because the jump
 * stands behind it: the function tracer, kprobes on the function's entry and
 * BPF trampolines keep working. A livepatch goes first, being at the ftrace
 * site, so that our jump would be dead: that is a conflict too.
 *
 * The locks that keep these answers true are held until the jumps are written.
 */
#include <linux/cpu.h>
#include <linux/ftrace.h>
#include <linux/jump_label.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/static_call.h>
#include <asm/alternative.h>

#include "core.h"
#include "unexported.h"

static bool kprobe_in(unsigned long start, unsigned long size,
		      unsigned long *at)
{
	for (*at = start; *at < start + size; (*at)++)
		if (get_kprobe((kprobe_opcode_t *)*at))
			return true;
	return false;
}

/* A probe anywhere behind the entry: it would go blind, or be overwritten. */
static int check_kprobes(const struct live_update *update,
			 const struct quiesce_func *func, struct refusal *why)
{
	unsigned long start = func->old.addr_link + update->displacement;
	unsigned long at;
	u32 i;

	if (kprobe_in(start + func->jump_offset,
		      func->old.size - func->jump_offset, &at))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s+0x%lx: a kprobe is there; remove it, or put it on the function's entry",
			      func->name, at - start);

	for (i = 0; i < func->nr_pieces; i++) {
		start = func->pieces[i].addr_link + update->displacement;
		if (kprobe_in(start, func->pieces[i].size, &at))
			return refuse(why, REFUSAL_CONFLICT,
				      "%pS: a kprobe is there, in a piece of %s; remove it",
				      (void *)at, func->name);
	}
	return 0;
}

static int check_jump_bytes(const struct redirect *redirect,
			    struct refusal *why)
{
	unsigned long addr = redirect_addr(redirect);
	void *start = (void *)addr;
	void *last = (void *)(addr + QUIESCE_JUMP_SIZE - 1);
	const char *name = redirect->func->name;

	if (ftrace_text_reserved(start, last))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: an ftrace site lies in the jump's bytes", name);
	if (jump_label_text_reserved(start, last))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: a jump label lies in the jump's bytes", name);
	if (static_call_text_reserved(start, last))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: a static call lies in the jump's bytes", name);
	/* This one takes the end as the first byte behind. */
	if (alternatives_text_reserved(start, last + 1))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: an alternative lies in the jump's bytes", name);
	return 0;
}

static int check_apply(const struct redirect *redirect, struct refusal *why)
{
	const struct live_update *update = redirect->update;
	const struct quiesce_func *func = redirect->func;
	unsigned long start = func->old.addr_link + update->displacement;
	int ret;

	if (klp_find_ops((void *)start))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: a livepatch owns it; disable that first",
			      func->name);

	/* noinstr, entry and NOKPROBE code may run where no breakpoint may. */
	if (within_kprobe_blacklist(start))
		return refuse(why, REFUSAL_UNSUPPORTED,
			      "%s: it runs where the kernel forbids breakpoints",
			      func->name);

	ret = check_kprobes(update, func, why);
	return ret ? ret : check_jump_bytes(redirect, why);
}

/* A kprobe set on our jump since would put back its first byte when it goes. */
static int check_undo(const struct redirect *redirect, struct refusal *why)
{
	unsigned long at;

	if (kprobe_in(redirect_addr(redirect), QUIESCE_JUMP_SIZE, &at))
		return refuse(why, REFUSAL_CONFLICT,
			      "%s: a kprobe is on its jump; remove it",
			      redirect->func->name);
	return 0;
}

int conflicts_lock_and_check(const struct live_update *update, bool undo,
			     struct refusal *why)
{
	int ret = 0;
	u32 i;

	mutex_lock(&klp_mutex);
	mutex_lock(&kprobe_mutex);
	cpus_read_lock();
	jump_label_lock();
	mutex_lock(&text_mutex);

	for (i = 0; !ret && i < update->tables->nr_funcs; i++) {
		const struct redirect *redirect = &update->redirects[i];

		ret = undo ? check_undo(redirect, why)
			   : check_apply(redirect, why);
	}
	if (ret)
		conflicts_unlock();
	return ret;
}

void conflicts_unlock(void)
{
	mutex_unlock(&text_mutex);
	jump_label_unlock();
	cpus_read_unlock();
	mutex_unlock(&kprobe_mutex);
	mutex_unlock(&klp_mutex);
}
