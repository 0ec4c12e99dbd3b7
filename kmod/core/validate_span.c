// SPDX-License-Identifier: GPL-2.0
/*
 * One span of the tables: bytes that lie where they say, masks and fixups that
 * lie inside, in order, and apart. match.c relies on all of it.
 */
#include <linux/processor.h>
#include <asm/sections.h>

#include "core.h"
#include "unexported.h"

#define MAX_SPAN	(1U << 20)

static u32 fixup_size(u32 kind)
{
	switch (kind) {
	case QUIESCE_FIXUP_ABS32:
	case QUIESCE_FIXUP_INV32:
		return 4;
	case QUIESCE_FIXUP_ABS64:
		return 8;
	}
	return 0;
}

static bool good_masks(const struct quiesce_span *span)
{
	u64 free_from = 0;
	u32 i;

	if (span->nr_masks > span->size || (span->nr_masks && !span->masks))
		return false;
	for (i = 0; i < span->nr_masks; i++) {
		const struct quiesce_mask *mask = &span->masks[i];

		if (!mask->length || mask->offset < free_from)
			return false;
		free_from = (u64)mask->offset + mask->length;
		if (free_from > span->size)
			return false;
	}
	return true;
}

/* Masks are known to be good: ascending and inside. */
static bool good_fixups(const struct quiesce_span *span)
{
	u64 free_from = 0;
	u32 i, mask = 0;

	if (span->nr_fixups > span->size || (span->nr_fixups && !span->fixups))
		return false;
	for (i = 0; i < span->nr_fixups; i++) {
		const struct quiesce_fixup *fixup = &span->fixups[i];
		u32 size = fixup_size(fixup->kind);
		u64 end = (u64)fixup->offset + size;

		if (!size || fixup->offset < free_from || end > span->size)
			return false;
		free_from = end;

		while (mask < span->nr_masks &&
		       span->masks[mask].offset + span->masks[mask].length <=
		       fixup->offset)
			mask++;
		if (mask < span->nr_masks && span->masks[mask].offset < end)
			return false;
	}
	return true;
}

static int check_span(const struct quiesce_span *span, const char *name,
		      struct refusal *why)
{
	if (!span->size || span->size > MAX_SPAN || !span->bytes)
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: a span has no bytes or more than %u",
			      name, MAX_SPAN);
	if (!good_masks(span))
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: its masks are not ascending or reach outside",
			      name);
	if (!good_fixups(span))
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: its fixups are not ascending, reach outside or touch a mask",
			      name);
	return 0;
}

int validate_text_span(const struct quiesce_span *span, const char *name,
		       long displacement, struct refusal *why)
{
	unsigned long addr = span->addr_link + displacement;
	int ret = check_span(span, name, why);

	if (ret)
		return ret;
	if (!core_kernel_text(addr) || !core_kernel_text(addr + span->size - 1))
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: its address is not in the kernel's text",
			      name);
	return 0;
}

int validate_rodata_span(const struct quiesce_span *span, long displacement,
			 struct refusal *why)
{
	unsigned long addr = span->addr_link + displacement;
	int ret = check_span(span, "read-only data", why);

	if (ret)
		return ret;
	if (addr < (unsigned long)__start_rodata ||
	    addr > (unsigned long)__end_rodata - span->size)
		return refuse(why, REFUSAL_MALFORMED,
			      "a read-only span is not in the kernel's read-only data");
	return 0;
}
