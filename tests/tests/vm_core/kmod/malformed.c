// SPDX-License-Identifier: GPL-2.0
/*
 * One update, spoilt in the way that the parameter names, so that the core can
 * be seen refusing each. With no parameter it is good.
 */
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "update.h"

static char *spoil = "";
module_param(spoil, charp, 0400);

static int new_cmdline(struct seq_file *m, void *v)
{
	seq_puts(m, "never to be seen\n");
	return 0;
}

static u8 bytes[] = BYTES_cmdline_proc_show;
static u8 banner[] = BYTES_linux_proc_banner;
static struct quiesce_mask masks[] = { { 0, 5 }, { 37, 5 } };
static struct quiesce_fixup fixups[] = { { 12, QUIESCE_FIXUP_ABS32 } };
static struct quiesce_span rodata[] = { SPAN_linux_proc_banner };
static struct quiesce_func funcs[] = {
	REPLACE(cmdline_proc_show, new_cmdline),
	REPLACE(cmdline_proc_show, new_cmdline),
};
static struct quiesce_update update =
	UPDATE("spoilt04", "TEST: never to be seen", funcs);

static bool is(const char *word)
{
	return !strcmp(spoil, word);
}

static void spoil_head(void)
{
	if (is("abi"))
		update.abi = QUIESCE_ABI_VERSION + 1;
	if (is("id"))
		update.id = "SPOILT04";
	if (is("short-id"))
		update.id = "spoilt4";
	if (is("title"))
		update.title = NULL;
	if (is("release"))
		update.kernel_release = "5.10.0-1-amd64";
	if (is("build-id"))
		update.build_id[19] ^= 1;
	if (is("owner"))
		update.owner = NULL;
	if (is("no-functions"))
		update.nr_funcs = 0;
	if (is("twice"))
		update.nr_funcs = 2;
}

static void spoil_function(void)
{
	struct quiesce_func *func = &funcs[0];

	if (is("byte"))
		bytes[20] ^= 0x10;
	if (is("mask-order")) {
		masks[0].offset = 37;
		masks[1].offset = 0;
	}
	if (is("mask-outside"))
		masks[1].length = 6;
	if (is("mask-huge"))
		masks[1].length = U32_MAX;
	if (is("fixup-in-mask")) {
		fixups[0].offset = 2;
		func->old.nr_fixups = 1;
	}
	if (is("fixup-kind")) {
		fixups[0].kind = 9;
		func->old.nr_fixups = 1;
	}
	if (is("text"))
		func->old.addr_link += 0x40000000;
	if (is("no-room")) {
		func->old.size = 9;
		func->old.nr_masks = 1;
	}
	if (is("jump"))
		func->jump_offset = 6;
	if (is("replacement"))
		func->new_func = seq_puts;
	if (is("module"))
		func->object = "ext4";
}

static void spoil_rodata(void)
{
	if (is("rodata-byte"))
		banner[3] ^= 1;
	if (is("rodata-outside"))
		rodata[0].addr_link = funcs[0].old.addr_link;
}

static int __init update_init(void)
{
	funcs[0].old.bytes = bytes;
	funcs[0].old.masks = masks;
	funcs[0].old.nr_masks = ARRAY_SIZE(masks);
	funcs[0].old.fixups = fixups;
	rodata[0].bytes = banner;
	update.nr_funcs = 1;
	update.rodata = rodata;
	update.nr_rodata = ARRAY_SIZE(rodata);

	spoil_head();
	spoil_function();
	spoil_rodata();
	return quiesce_register(&update);
}

static void __exit update_exit(void)
{
	quiesce_unregister(&update);
}

module_init(update_init);
module_exit(update_exit);
MODULE_DESCRIPTION("A test update");
MODULE_LICENSE("GPL");
