// SPDX-License-Identifier: GPL-2.0
/* Replaces one function. */
#include "update.h"

static int first_cmdline(struct seq_file *m, void *v)
{
	seq_puts(m, "the first update\n");
	return 0;
}

static const struct quiesce_func funcs[] = {
	REPLACE(cmdline_proc_show, first_cmdline),
};

static const struct quiesce_update update =
	UPDATE("first001", "TEST: the command line reads differently", funcs);
REGISTER(update);
