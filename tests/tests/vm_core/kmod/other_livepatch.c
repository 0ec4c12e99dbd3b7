// SPDX-License-Identifier: GPL-2.0
/* Not ours: a livepatch of the kernel's own kind on the same function. */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int livepatch_cmdline(struct seq_file *m, void *v)
{
	seq_puts(m, "a livepatch\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = livepatch_cmdline },
	{ }
};

static struct klp_object objects[] = { { .funcs = funcs }, { } };

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_DESCRIPTION("A livepatch");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
