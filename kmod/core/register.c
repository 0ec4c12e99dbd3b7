// SPDX-License-Identifier: GPL-2.0
/*
 * How an update module joins and leaves: from its init and its exit. Joining
 * checks the tables and the kernel, and changes nothing; a refusal makes the
 * module's init fail, and its reason stays in /sys/kernel/quiesce/last_refusal.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core.h"

DEFINE_MUTEX(quiesce_lock);
LIST_HEAD(quiesce_updates);

/* Guarded by quiesce_lock. */
static struct refusal last_refusal;

void last_refusal_show(char *text, size_t size)
{
	mutex_lock(&quiesce_lock);
	if (last_refusal.code == REFUSAL_OK)
		scnprintf(text, size, "ok\n");
	else
		scnprintf(text, size, "%s: %s\n",
			  refusal_name(last_refusal.code),
			  last_refusal.detail);
	mutex_unlock(&quiesce_lock);
}

static struct live_update *find_update(const char *id)
{
	struct live_update *update;

	list_for_each_entry(update, &quiesce_updates, node)
		if (!strcmp(update->tables->id, id))
			return update;
	return NULL;
}

static struct live_update *make_update(const struct quiesce_update *tables)
{
	struct live_update *update;
	u32 i;

	update = kvzalloc(struct_size(update, redirects, tables->nr_funcs),
			  GFP_KERNEL);
	if (!update)
		return NULL;
	update->tables = tables;
	update->displacement = kernel_displacement(tables);
	update->state = UPDATE_LOADED;
	mutex_init(&update->outcome_lock);
	for (i = 0; i < tables->nr_funcs; i++) {
		update->redirects[i].update = update;
		update->redirects[i].func = &tables->funcs[i];
	}
	return update;
}

static int add_update(const struct quiesce_update *tables, struct refusal *why)
{
	struct live_update *update;
	int ret = validate_update(tables, why);

	if (ret)
		return ret;
	if (find_update(tables->id))
		return refuse(why, REFUSAL_ALREADY_LOADED,
			      "an update %s is loaded already", tables->id);

	update = make_update(tables);
	if (!update)
		return refuse(why, REFUSAL_OUT_OF_MEMORY,
			      "no memory to register update %s", tables->id);
	if (sysfs_update_add(update))
		return refuse(why, REFUSAL_OUT_OF_MEMORY,
			      "no memory to show update %s in sysfs",
			      tables->id);
	list_add_tail(&update->node, &quiesce_updates);
	return 0;
}

int quiesce_register(const struct quiesce_update *tables)
{
	int ret;

	mutex_lock(&quiesce_lock);
	refusal_clear(&last_refusal);
	ret = add_update(tables, &last_refusal);
	if (ret)
		pr_notice("update not registered: %s: %s\n",
			  refusal_name(last_refusal.code),
			  last_refusal.detail);
	mutex_unlock(&quiesce_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(quiesce_register);

/*
 * The reference that an applied update holds keeps its module from coming here
 * before it is undone; only a forced removal gets past that.
 */
void quiesce_unregister(const struct quiesce_update *tables)
{
	struct live_update *update;
	bool forced;

	mutex_lock(&quiesce_lock);
	update = find_update(tables->id);
	if (WARN_ON(!update || update->tables != tables)) {
		mutex_unlock(&quiesce_lock);
		return;
	}
	update->going = true;
	list_del(&update->node);
	forced = update->state == UPDATE_APPLIED;
	mutex_unlock(&quiesce_lock);

	if (forced)
		stage_undo_forced(update);

	/* Waits for whoever is in one of its files; then nobody can be. */
	sysfs_update_remove(update);
}
EXPORT_SYMBOL_GPL(quiesce_unregister);
