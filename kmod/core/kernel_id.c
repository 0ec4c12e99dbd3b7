// SPDX-License-Identifier: GPL-2.0
/*
 * Is this the kernel that the update was built for? The build id answers for
 * every byte of vmlinux and so makes link-time addresses exact; the release
 * is compared as well, because people read it.
 */
#include <linux/buildid.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <asm/sections.h>

#include "core.h"

void kernel_id_hex(char *hex)
{
	*bin2hex(hex, vmlinux_build_id, QUIESCE_BUILD_ID_LEN) = '\0';
}

int kernel_id_check(const struct quiesce_update *tables, struct refusal *why)
{
	if (strcmp(tables->kernel_release, init_utsname()->release))
		return refuse(why, REFUSAL_WRONG_KERNEL,
			      "built for release %s, but this kernel is %s",
			      tables->kernel_release, init_utsname()->release);

	if (memcmp(tables->build_id, vmlinux_build_id, QUIESCE_BUILD_ID_LEN))
		return refuse(why, REFUSAL_WRONG_KERNEL,
			      "built for build id %*phN, but this kernel has %*phN",
			      QUIESCE_BUILD_ID_LEN, tables->build_id,
			      QUIESCE_BUILD_ID_LEN, vmlinux_build_id);
	return 0;
}

/* How far KASLR moved the kernel from where it was linked. */
long kernel_displacement(const struct quiesce_update *tables)
{
	return (unsigned long)_text - tables->text_link;
}
