// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/quiesce/updates/<id>/functions/<name>/: where each function was
 * and is, as root may see it. A second function of the same name (they may be
 * static, in different files) is shown as <name>,2.
 */
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "core.h"

struct function_entry {
	struct kobject kobj;
	struct function_entry *next;
	const struct quiesce_func *func;
	unsigned long old_addr;
};

static struct function_entry *to_entry(struct kobject *kobj)
{
	return container_of(kobj, struct function_entry, kobj);
}

static ssize_t old_addr_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *text)
{
	return sysfs_emit(text, "0x%lx\n", to_entry(kobj)->old_addr);
}

static ssize_t new_addr_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *text)
{
	return sysfs_emit(text, "0x%lx\n",
			  (unsigned long)to_entry(kobj)->func->new_func);
}

static ssize_t old_size_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *text)
{
	return sysfs_emit(text, "%u\n", to_entry(kobj)->func->old.size);
}

static ssize_t new_size_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *text)
{
	return sysfs_emit(text, "%u\n", to_entry(kobj)->func->new_size);
}

static struct kobj_attribute old_addr_file =
	__ATTR(old_addr, 0400, old_addr_show, NULL);
static struct kobj_attribute new_addr_file =
	__ATTR(new_addr, 0400, new_addr_show, NULL);
static struct kobj_attribute old_size_file = __ATTR_RO(old_size);
static struct kobj_attribute new_size_file = __ATTR_RO(new_size);

static struct attribute *function_attrs[] = {
	&old_addr_file.attr, &new_addr_file.attr,
	&old_size_file.attr, &new_size_file.attr,
	NULL
};
ATTRIBUTE_GROUPS(function);

static void function_release(struct kobject *kobj)
{
	kfree(to_entry(kobj));
}

static struct kobj_type function_type = {
	.release = function_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = function_groups,
};

static u32 same_name_before(const struct quiesce_update *tables, u32 index)
{
	u32 nr = 0, i;

	for (i = 0; i < index; i++)
		if (!strcmp(tables->funcs[i].name, tables->funcs[index].name))
			nr++;
	return nr;
}

static int add_one(struct live_update *update, u32 index)
{
	const struct quiesce_func *func = &update->tables->funcs[index];
	u32 before = same_name_before(update->tables, index);
	struct function_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	int ret;

	if (!entry)
		return -ENOMEM;
	entry->func = func;
	entry->old_addr = func->old.addr_link + update->displacement;
	if (before)
		ret = kobject_init_and_add(&entry->kobj, &function_type,
					   update->functions, "%s,%u",
					   func->name, before + 1);
	else
		ret = kobject_init_and_add(&entry->kobj, &function_type,
					   update->functions, "%s", func->name);
	if (ret) {
		kobject_put(&entry->kobj);
		return ret;
	}
	entry->next = update->function_entries;
	update->function_entries = entry;
	return 0;
}

int sysfs_functions_add(struct live_update *update)
{
	int ret = 0;
	u32 i;

	update->functions = kobject_create_and_add("functions", &update->kobj);
	if (!update->functions)
		return -ENOMEM;
	for (i = 0; !ret && i < update->tables->nr_funcs; i++)
		ret = add_one(update, i);
	return ret;
}

/* Good for a half-made folder too. Waits for readers. */
void sysfs_functions_remove(struct live_update *update)
{
	struct function_entry *entry = update->function_entries, *next;

	for (; entry; entry = next) {
		next = entry->next;
		kobject_del(&entry->kobj);
		kobject_put(&entry->kobj);
	}
	update->function_entries = NULL;
	kobject_put(update->functions);
	update->functions = NULL;
}
