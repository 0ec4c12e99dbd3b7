// SPDX-License-Identifier: GPL-2.0
/*
 * Updates of functions that the core must leave alone, found by the test in
 * vmlinux: with a static call or a jump label where the jump would go, and one
 * that runs where no breakpoint may.
 */
#include "update.h"

static void nothing(void)
{
}

static const struct quiesce_func static_call[] = {
	{
		.name = NAME_with_static_call, .old = SPAN_with_static_call,
		.jump_offset = 5, .new_func = nothing, .new_size = 1,
	},
};

static const struct quiesce_func jump_label[] = {
	{
		.name = NAME_with_jump_label, .old = SPAN_with_jump_label,
		.jump_offset = 5, .new_func = nothing, .new_size = 1,
	},
};

static const struct quiesce_func no_breakpoint[] = {
	REPLACE(notify_die, nothing),
};

static const struct quiesce_update updates[] = {
	UPDATE("statcall", "TEST: a static call in the way", static_call),
	UPDATE("jumplabl", "TEST: a jump label in the way", jump_label),
	UPDATE("nobreakp", "TEST: no breakpoint allowed", no_breakpoint),
};

static int __init update_init(void)
{
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < ARRAY_SIZE(updates); i++)
		ret = quiesce_register(&updates[i]);
	return ret;
}

static void __exit update_exit(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(updates); i++)
		quiesce_unregister(&updates[i]);
}

module_init(update_init);
module_exit(update_exit);
MODULE_DESCRIPTION("A test update");
MODULE_LICENSE("GPL");
