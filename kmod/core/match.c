// SPDX-License-Identifier: GPL-2.0
/*
 * Run-pre matching: before anything is redirected, the running code is
 * compared with the code that the replacement was made from. The build id says
 * which kernel was booted; this says that nobody has changed it since.
 *
 * A running kernel rewrites its own text (ftrace, alternatives, static calls,
 * return thunks and so on); the builder masks those bytes. Where the value
 * depends on KASLR it gives a fixup, and where an update of ours has written a
 * jump, the bytes that were there before stand in for it.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core.h"

#define SHOWN_BYTES	8

static void apply_fixups(const struct quiesce_span *span, u8 *bytes,
			 long displacement)
{
	u32 i, narrow;
	u64 wide;

	for (i = 0; i < span->nr_fixups; i++) {
		u8 *at = bytes + span->fixups[i].offset;

		switch (span->fixups[i].kind) {
		case QUIESCE_FIXUP_ABS32:
			memcpy(&narrow, at, sizeof(narrow));
			narrow += (u32)displacement;
			memcpy(at, &narrow, sizeof(narrow));
			break;
		case QUIESCE_FIXUP_INV32:
			memcpy(&narrow, at, sizeof(narrow));
			narrow -= (u32)displacement;
			memcpy(at, &narrow, sizeof(narrow));
			break;
		case QUIESCE_FIXUP_ABS64:
			memcpy(&wide, at, sizeof(wide));
			wide += displacement;
			memcpy(at, &wide, sizeof(wide));
			break;
		}
	}
}

/* The first offset that differs outside every mask, or the span's size. */
static u32 first_difference(const struct quiesce_span *span, const u8 *want,
			    const u8 *have)
{
	u32 mask = 0, i = 0;

	while (i < span->size) {
		if (mask < span->nr_masks && i >= span->masks[mask].offset) {
			i = span->masks[mask].offset + span->masks[mask].length;
			mask++;
			continue;
		}
		if (want[i] != have[i])
			return i;
		i++;
	}
	return span->size;
}

static int compare_span(const struct quiesce_span *span, const char *name,
			long displacement, u8 *want, u8 *have,
			struct refusal *why)
{
	unsigned long addr = span->addr_link + displacement;
	u32 at, shown;

	memcpy(want, span->bytes, span->size);
	apply_fixups(span, want, displacement);

	if (copy_from_kernel_nofault(have, (void *)addr, span->size))
		return refuse(why, REFUSAL_NO_MATCH,
			      "%s: %u bytes at its address cannot be read",
			      name, span->size);
	sites_overlay_original(addr, have, span->size);

	at = first_difference(span, want, have);
	if (at == span->size)
		return 0;

	shown = min_t(u32, SHOWN_BYTES, span->size - at);
	return refuse(why, REFUSAL_NO_MATCH,
		      "%s+0x%x: expected %*ph, found %*ph; the running kernel was changed by something else",
		      name, at, shown, want + at, shown, have + at);
}

static int match_span(const struct quiesce_span *span, const char *name,
		      long displacement, struct refusal *why)
{
	u8 *want = kvmalloc(span->size, GFP_KERNEL);
	u8 *have = kvmalloc(span->size, GFP_KERNEL);
	int ret;

	if (want && have)
		ret = compare_span(span, name, displacement, want, have, why);
	else
		ret = refuse(why, REFUSAL_OUT_OF_MEMORY,
			     "no memory to compare %u bytes of %s",
			     span->size, name);
	kvfree(want);
	kvfree(have);
	return ret;
}

int match_update(const struct live_update *update, struct refusal *why)
{
	const struct quiesce_update *tables = update->tables;
	char name[32];
	int ret;
	u32 i, j;

	for (i = 0; i < tables->nr_funcs; i++) {
		const struct quiesce_func *func = &tables->funcs[i];

		ret = match_span(&func->old, func->name, update->displacement,
				 why);
		for (j = 0; !ret && j < func->nr_pieces; j++) {
			ret = match_span(&func->pieces[j], func->name,
					 update->displacement, why);
		}
		if (ret)
			return ret;
	}

	for (i = 0; i < tables->nr_rodata; i++) {
		scnprintf(name, sizeof(name), "read-only data %u", i);
		ret = match_span(&tables->rodata[i], name,
				 update->displacement, why);
		if (ret)
			return ret;
	}
	return 0;
}
