/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The contract between the builder, which emits these tables into every update
 * module, and the core, which reads them. Both change together: whoever changes
 * a structure here raises QUIESCE_ABI_VERSION, and the core refuses a module
 * that carries another number.
 *
 * All addresses named *_link are link-time addresses: those of the vmlinux in
 * the kernel's debug package, before KASLR moves it. The core adds the running
 * kernel's displacement. Gate on the build id first: it makes them exact.
 */
#ifndef QUIESCE_ABI_H
#define QUIESCE_ABI_H

#include <linux/module.h>
#include <linux/types.h>

#define QUIESCE_ABI_VERSION	1
#define QUIESCE_ID_LEN		8
#define QUIESCE_BUILD_ID_LEN	20

/* Bytes that a running kernel rewrites, and that are therefore not compared. */
struct quiesce_mask {
	u32 offset;
	u32 length;
};

/* Bytes whose running value follows from the link-time one and from KASLR. */
enum quiesce_fixup_kind {
	QUIESCE_FIXUP_ABS32 = 1,	/* sign-extended 32-bit address: + displacement */
	QUIESCE_FIXUP_ABS64 = 2,	/* 64-bit address: + displacement */
	QUIESCE_FIXUP_INV32 = 3,	/* pc-relative to a per-cpu symbol: - displacement */
};

struct quiesce_fixup {
	u32 offset;
	u32 kind;
};

/* A stretch of the running kernel's text or read-only data, as it must be found. */
struct quiesce_span {
	u64 addr_link;
	u32 size;
	const u8 *bytes;		/* size bytes, as linked */
	const struct quiesce_mask *masks;	/* ascending, not overlapping */
	u32 nr_masks;
	const struct quiesce_fixup *fixups;	/* ascending, outside every mask */
	u32 nr_fixups;
};

/* One function that the update replaces. */
struct quiesce_func {
	const char *name;
	const char *object;		/* NULL: vmlinux */
	struct quiesce_span old;
	const struct quiesce_span *pieces;	/* its .cold, .part, ... pieces */
	u32 nr_pieces;
	u32 jump_offset;		/* behind the ftrace site: 5, or 9 with endbr64 */
	const void *new_func;
	u32 new_size;
};

struct quiesce_update {
	u32 abi;			/* QUIESCE_ABI_VERSION */
	const char *id;			/* QUIESCE_ID_LEN characters of [a-z0-9] */
	const char *title;
	const char *kernel_release;
	u8 build_id[QUIESCE_BUILD_ID_LEN];	/* of vmlinux, NT_GNU_BUILD_ID */
	u64 text_link;			/* link-time address of _text */
	struct module *owner;
	const struct quiesce_func *funcs;
	u32 nr_funcs;
	const struct quiesce_span *rodata;	/* read-only data the old code refers to */
	u32 nr_rodata;
};

/* Called from the update module's init and exit. 0 or a negative errno. */
int quiesce_register(const struct quiesce_update *update);
void quiesce_unregister(const struct quiesce_update *update);

#endif
