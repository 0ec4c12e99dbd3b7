// SPDX-License-Identifier: GPL-2.0
/* Replaces a function that threads sleep in, by one that they sleep in too. */
#include <linux/sched/signal.h>

#include "update.h"

static long sleeper_pause(const struct pt_regs *regs)
{
	while (!signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	return -EINTR;
}

static const struct quiesce_func funcs[] = {
	REPLACE(__x64_sys_pause, sleeper_pause),
};

static const struct quiesce_update update =
	UPDATE("sleeper3", "TEST: pause(2)", funcs);
REGISTER(update);
