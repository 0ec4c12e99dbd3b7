// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the function that first.c replaces and two more, whose code holds
 * addresses that KASLR moves, and compares read-only data.
 */
#include "update.h"

static int second_cmdline(struct seq_file *m, void *v)
{
	seq_puts(m, "the second update\n");
	return 0;
}

static int second_version(struct seq_file *m, void *v)
{
	seq_puts(m, "the second update's version\n");
	return 0;
}

static int second_loadavg(struct seq_file *m, void *v)
{
	seq_puts(m, "the second update's load\n");
	return 0;
}

static const struct quiesce_func funcs[] = {
	REPLACE(cmdline_proc_show, second_cmdline),
	REPLACE(version_proc_show, second_version),
	REPLACE(loadavg_proc_show, second_loadavg),
};

static const struct quiesce_span rodata[] = { SPAN_linux_proc_banner };

static struct quiesce_update update =
	UPDATE("second02", "TEST: three functions", funcs);

static int __init update_init(void)
{
	update.rodata = rodata;
	update.nr_rodata = ARRAY_SIZE(rodata);
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
