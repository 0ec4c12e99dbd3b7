// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/quiesce/updates/<id>/: an update as people and the loader see it.
 * One value a file. Writing check, apply or undo to stage does it before the
 * write returns; abort/ then says why it did not happen, pause/ what it cost.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "core.h"

struct update_file {
	struct attribute attr;
	ssize_t (*show)(struct live_update *update, char *text);
	ssize_t (*store)(struct live_update *update, const char *word);
};

static struct live_update *to_update(struct kobject *kobj)
{
	return container_of(kobj, struct live_update, kobj);
}

static ssize_t id_show(struct live_update *update, char *text)
{
	return sysfs_emit(text, "%s\n", update->tables->id);
}

static ssize_t title_show(struct live_update *update, char *text)
{
	return sysfs_emit(text, "%s\n", update->tables->title);
}

static ssize_t state_show(struct live_update *update, char *text)
{
	static const char * const names[] = {
		[UPDATE_LOADED]		= "loaded",
		[UPDATE_MATCHED]	= "matched",
		[UPDATE_APPLIED]	= "applied",
		[UPDATE_UNDONE]		= "undone",
	};

	return sysfs_emit(text, "%s\n", names[READ_ONCE(update->state)]);
}

static ssize_t stage_store(struct live_update *update, const char *word)
{
	if (sysfs_streq(word, "check"))
		return stage_check(update);
	if (sysfs_streq(word, "apply"))
		return stage_apply(update);
	if (sysfs_streq(word, "undo"))
		return stage_undo(update);
	return -EINVAL;
}

static ssize_t code_show(struct live_update *update, char *text)
{
	ssize_t len;

	mutex_lock(&update->outcome_lock);
	len = sysfs_emit(text, "%s\n", refusal_name(update->outcome.code));
	mutex_unlock(&update->outcome_lock);
	return len;
}

static ssize_t detail_show(struct live_update *update, char *text)
{
	ssize_t len;

	mutex_lock(&update->outcome_lock);
	len = sysfs_emit(text, "%s\n", update->outcome.detail);
	mutex_unlock(&update->outcome_lock);
	return len;
}

static ssize_t tasks_show(struct live_update *update, char *text)
{
	ssize_t len = 0;
	u32 i;

	mutex_lock(&update->outcome_lock);
	for (i = 0; i < update->outcome.nr_blockers; i++)
		len += blocker_line(&update->outcome.blockers[i], text + len,
				    PAGE_SIZE - len);
	mutex_unlock(&update->outcome_lock);
	return len;
}

#define PAUSE_SHOW(name)						\
static ssize_t name##_show(struct live_update *update, char *text)	\
{									\
	ssize_t len;							\
									\
	mutex_lock(&update->outcome_lock);				\
	len = sysfs_emit(text, "%llu\n", (u64)update->pause.name);	\
	mutex_unlock(&update->outcome_lock);				\
	return len;							\
}
PAUSE_SHOW(rendezvous_ns)
PAUSE_SHOW(check_ns)
PAUSE_SHOW(write_ns)
PAUSE_SHOW(total_ns)
PAUSE_SHOW(attempts)

#define READABLE(what)							\
static struct update_file what##_file = {				\
	.attr = { .name = #what, .mode = 0444 },			\
	.show = what##_show,						\
}
READABLE(id);
READABLE(title);
READABLE(state);
READABLE(code);
READABLE(detail);
READABLE(rendezvous_ns);
READABLE(check_ns);
READABLE(write_ns);
READABLE(total_ns);
READABLE(attempts);

static struct update_file stage_file = {
	.attr = { .name = "stage", .mode = 0200 },
	.store = stage_store,
};

/* Names other people's processes and kernel addresses' symbols: root only. */
static struct update_file tasks_file = {
	.attr = { .name = "tasks", .mode = 0400 },
	.show = tasks_show,
};

static struct attribute *update_attrs[] = {
	&id_file.attr, &title_file.attr, &state_file.attr, &stage_file.attr,
	NULL
};

static struct attribute *abort_attrs[] = {
	&code_file.attr, &detail_file.attr, &tasks_file.attr,
	NULL
};

static struct attribute *pause_attrs[] = {
	&rendezvous_ns_file.attr, &check_ns_file.attr, &write_ns_file.attr,
	&total_ns_file.attr, &attempts_file.attr,
	NULL
};

static const struct attribute_group update_group = { .attrs = update_attrs };
static const struct attribute_group abort_group = {
	.name = "abort", .attrs = abort_attrs,
};
static const struct attribute_group pause_group = {
	.name = "pause", .attrs = pause_attrs,
};
static const struct attribute_group *update_groups[] = {
	&update_group, &abort_group, &pause_group, NULL
};

static ssize_t file_show(struct kobject *kobj, struct attribute *attr,
			 char *text)
{
	const struct update_file *file =
		container_of(attr, struct update_file, attr);

	return file->show ? file->show(to_update(kobj), text) : -EIO;
}

static ssize_t file_store(struct kobject *kobj, struct attribute *attr,
			  const char *text, size_t size)
{
	const struct update_file *file =
		container_of(attr, struct update_file, attr);
	ssize_t ret = file->store ? file->store(to_update(kobj), text) : -EIO;

	return ret ? ret : size;
}

static const struct sysfs_ops file_ops = {
	.show = file_show,
	.store = file_store,
};

/* The last reference is gone, so nobody can be looking. */
static void update_release(struct kobject *kobj)
{
	kvfree(to_update(kobj));
}

static struct kobj_type update_type = {
	.release = update_release,
	.sysfs_ops = &file_ops,
	.default_groups = update_groups,
};

/* On failure the update is freed. */
int sysfs_update_add(struct live_update *update)
{
	int ret = kobject_init_and_add(&update->kobj, &update_type,
				       quiesce_updates_folder, "%s",
				       update->tables->id);

	if (ret) {
		kobject_put(&update->kobj);
		return ret;
	}
	ret = sysfs_functions_add(update);
	if (ret)
		sysfs_update_remove(update);
	return ret;
}

/* Removing the files waits for their readers and writers. Frees the update. */
void sysfs_update_remove(struct live_update *update)
{
	sysfs_functions_remove(update);
	kobject_del(&update->kobj);
	kobject_put(&update->kobj);
}
