// SPDX-License-Identifier: GPL-2.0
/*
 * Quiesce, the core: the module that every update to the running kernel goes
 * through. This file brings it up and shows it in /sys/kernel/quiesce/; the
 * way of an update through the core starts in register.c and stage.c.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

#include "core.h"

struct kobject *quiesce_updates_folder;

static struct kobject *root;

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *text)
{
	return sysfs_emit(text, "%s\n", QUIESCE_CORE_VERSION);
}

static ssize_t abi_show(struct kobject *kobj, struct kobj_attribute *attr,
			char *text)
{
	return sysfs_emit(text, "%u\n", QUIESCE_ABI_VERSION);
}

static ssize_t build_id_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *text)
{
	char hex[2 * QUIESCE_BUILD_ID_LEN + 1];

	kernel_id_hex(hex);
	return sysfs_emit(text, "%s\n", hex);
}

static ssize_t last_refusal_file_show(struct kobject *kobj,
				      struct kobj_attribute *attr, char *text)
{
	last_refusal_show(text, PAGE_SIZE);
	return strlen(text);
}

static struct kobj_attribute version_file = __ATTR_RO(version);
static struct kobj_attribute abi_file = __ATTR_RO(abi);
static struct kobj_attribute build_id_file = __ATTR_RO(build_id);
static struct kobj_attribute last_refusal_file =
	__ATTR(last_refusal, 0444, last_refusal_file_show, NULL);

static const struct attribute *root_files[] = {
	&version_file.attr, &abi_file.attr, &build_id_file.attr,
	&last_refusal_file.attr,
	NULL
};

static int __init quiesce_init(void)
{
	int ret = poke_init();

	if (ret)
		return ret;

	ret = -ENOMEM;
	root = kobject_create_and_add("quiesce", kernel_kobj);
	if (!root)
		goto no_root;
	quiesce_updates_folder = kobject_create_and_add("updates", root);
	if (!quiesce_updates_folder)
		goto no_updates;
	ret = sysfs_create_files(root, root_files);
	if (ret)
		goto no_files;
	return 0;

no_files:
	kobject_put(quiesce_updates_folder);
no_updates:
	kobject_put(root);
no_root:
	poke_exit();
	return ret;
}

/* Updates use our symbols, so that none can be registered when this runs. */
static void __exit quiesce_exit(void)
{
	sysfs_remove_files(root, root_files);
	kobject_put(quiesce_updates_folder);
	kobject_put(root);
	poke_exit();
}

module_init(quiesce_init);
module_exit(quiesce_exit);

MODULE_DESCRIPTION("Quiesce: replaces functions of the running kernel");
MODULE_AUTHOR("The Quiesce project");
MODULE_VERSION(QUIESCE_CORE_VERSION);
MODULE_LICENSE("GPL");
/*
 * For the loader: resolve our references to unexported symbols, which the
 * builder turns into livepatch relocations (livepatch/module-elf-format.rst).
 */
MODULE_INFO(livepatch, "Y");
