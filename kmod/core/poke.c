// SPDX-License-Identifier: GPL-2.0
/*
 * Writing the jumps, inside the stop. Interrupts are off on every CPU, but an
 * NMI or machine check may still come, and its handler may run into bytes that
 * are being written. So the bytes go the way of text_poke_bp(), which cannot
 * itself be used here because it waits for interrupts on other CPUs:
 *
 *   1. a breakpoint over the first byte of each site,
 *   2. the other bytes,
 *   3. the first byte,
 *
 * with every CPU serialised after each phase by rendezvous.c. Whoever meets the
 * breakpoint in between is sent on to the replacement, which is as good before
 * the change as after it.
 */
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/ptrace.h>
#include <asm/text-patching.h>

#include "core.h"

/* Set only while a stop writes. */
static const struct stop_order *writing;

static const struct poke *poke_at(unsigned long addr)
{
	/* Pairs with poke_begin(): who sees the order sees its pokes. */
	const struct stop_order *order = smp_load_acquire(&writing);
	u32 i;

	for (i = 0; order && i < order->nr_pokes; i++)
		if (order->pokes[i].addr == addr)
			return &order->pokes[i];
	return NULL;
}
NOKPROBE_SYMBOL(poke_at);

static int poke_breakpoint(struct notifier_block *block, unsigned long event,
			   void *data)
{
	struct pt_regs *regs = ((struct die_args *)data)->regs;
	const struct poke *poke;

	if (event != DIE_INT3 || user_mode(regs))
		return NOTIFY_DONE;
	poke = poke_at(regs->ip - INT3_INSN_SIZE);
	if (!poke)
		return NOTIFY_DONE;
	regs->ip = poke->meanwhile;
	return NOTIFY_STOP;
}
NOKPROBE_SYMBOL(poke_breakpoint);

static struct notifier_block poke_notifier = {
	.notifier_call = poke_breakpoint,
	.priority = INT_MAX,
};

int poke_init(void)
{
	return register_die_notifier(&poke_notifier);
}

void poke_exit(void)
{
	unregister_die_notifier(&poke_notifier);
}

void poke_begin(const struct stop_order *order)
{
	/* Pairs with poke_at(). */
	smp_store_release(&writing, order);
}

void poke_end(void)
{
	/* No breakpoint of ours is left. */
	WRITE_ONCE(writing, NULL);
}

/* The caller holds text_mutex outside the stop, and serialises after each. */
void poke_phase(const struct stop_order *order, int phase)
{
	static const u8 int3 = INT3_INSN_OPCODE;
	u32 i;

	for (i = 0; i < order->nr_pokes; i++) {
		const struct poke *poke = &order->pokes[i];
		void *at = (void *)poke->addr;

		if (phase == 1)
			text_poke(at, &int3, INT3_INSN_SIZE);
		else if (phase == 2)
			text_poke(at + INT3_INSN_SIZE,
				  poke->bytes + INT3_INSN_SIZE,
				  QUIESCE_JUMP_SIZE - INT3_INSN_SIZE);
		else
			text_poke(at, poke->bytes, INT3_INSN_SIZE);
	}
}
