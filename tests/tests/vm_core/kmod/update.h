/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every test update has in common. kernel.h and spans.h are made by the
 * test from the kernel's vmlinux: bytes, masks and fixups of the functions.
 */
#include <linux/module.h>
#include <linux/seq_file.h>

#include "quiesce_abi.h"
#include "kernel.h"
#include "spans.h"

#define REPLACE(function, replacement)					\
	{								\
		.name = #function,					\
		.old = SPAN_##function,					\
		.jump_offset = 5,					\
		.new_func = replacement,				\
		.new_size = 1,						\
	}

#define UPDATE(id_, title_, funcs_)					\
	{								\
		.abi = QUIESCE_ABI_VERSION,				\
		.id = id_,						\
		.title = title_,					\
		.kernel_release = KERNEL_RELEASE,			\
		.build_id = KERNEL_BUILD_ID,				\
		.text_link = KERNEL_TEXT_LINK,				\
		.owner = THIS_MODULE,					\
		.funcs = funcs_,					\
		.nr_funcs = ARRAY_SIZE(funcs_),				\
	}

#define REGISTER(update)						\
static int __init update_init(void)					\
{									\
	return quiesce_register(&update);				\
}									\
static void __exit update_exit(void)					\
{									\
	quiesce_unregister(&update);					\
}									\
module_init(update_init);						\
module_exit(update_exit);						\
MODULE_DESCRIPTION("A test update");					\
MODULE_LICENSE("GPL")
