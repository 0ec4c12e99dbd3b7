// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of an update module, checked once at registration so that no
 * other file has to. The module is code in this kernel already and was
 * verified before it was loaded: this guards against a builder that is wrong
 * or of another version, not against an attacker.
 */
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <linux/version.h>

#include "core.h"

#define MAX_FUNCS	256
#define MAX_PIECES	64
#define MAX_RODATA	65536
#define MAX_NAME	(KSYM_NAME_LEN - 1)
#define MAX_TITLE	1024

struct code_range module_text(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	unsigned long base = (unsigned long)mod->mem[MOD_TEXT].base;
	unsigned int size = mod->mem[MOD_TEXT].size;
#else
	unsigned long base = (unsigned long)mod->core_layout.base;
	unsigned int size = mod->core_layout.text_size;
#endif
	return (struct code_range){ .start = base, .end = base + size };
}

static bool bounded_string(const char *text, size_t longest)
{
	size_t len;

	if (!text)
		return false;
	len = strnlen(text, longest + 1);
	return len > 0 && len <= longest;
}

static bool good_id(const char *id)
{
	size_t i;

	if (!bounded_string(id, QUIESCE_ID_LEN))
		return false;
	for (i = 0; i < QUIESCE_ID_LEN; i++)
		if (!(id[i] >= 'a' && id[i] <= 'z') &&
		    !(id[i] >= '0' && id[i] <= '9'))
			return false;
	return true;
}

static int check_replacement(const struct quiesce_update *tables,
			     const struct quiesce_func *func,
			     struct refusal *why)
{
	struct code_range text = module_text(tables->owner);
	unsigned long entry = (unsigned long)func->new_func;

	if (!func->new_size || entry < text.start || entry >= text.end ||
	    func->new_size > text.end - entry)
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: its replacement is not in the update's text",
			      func->name);
	return 0;
}

static int check_func(const struct quiesce_update *tables,
		      const struct quiesce_func *func, struct refusal *why)
{
	long displacement = kernel_displacement(tables);
	int ret;
	u32 i;

	if (!bounded_string(func->name, MAX_NAME))
		return refuse(why, REFUSAL_MALFORMED,
			      "a function has no name, or one longer than %u",
			      (unsigned int)MAX_NAME);
	if (func->object)
		return refuse(why, REFUSAL_UNSUPPORTED,
			      "%s: functions of modules cannot be replaced yet",
			      func->name);

	ret = validate_text_span(&func->old, func->name, displacement, why);
	if (ret)
		return ret;

	if (func->nr_pieces > MAX_PIECES || (func->nr_pieces && !func->pieces))
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: more than %u pieces", func->name, MAX_PIECES);
	for (i = 0; i < func->nr_pieces; i++) {
		ret = validate_text_span(&func->pieces[i], func->name,
				      displacement, why);
		if (ret)
			return ret;
	}

	/* 0: no ftrace site; 4 or 5: endbr64 or the site; 9: both. */
	if (func->jump_offset != 0 && func->jump_offset != 4 &&
	    func->jump_offset != 5 && func->jump_offset != 9)
		return refuse(why, REFUSAL_MALFORMED,
			      "%s: a jump cannot stand at offset %u",
			      func->name, func->jump_offset);
	if (func->jump_offset + QUIESCE_JUMP_SIZE > func->old.size)
		return refuse(why, REFUSAL_UNSUPPORTED,
			      "%s: %u bytes leave no room for the jump",
			      func->name, func->old.size);

	return check_replacement(tables, func, why);
}

static bool same_function_twice(const struct quiesce_update *tables, u32 i)
{
	u32 j;

	for (j = 0; j < i; j++)
		if (tables->funcs[i].old.addr_link ==
		    tables->funcs[j].old.addr_link)
			return true;
	return false;
}

static int check_head(const struct quiesce_update *tables, struct refusal *why)
{
	if (tables->abi != QUIESCE_ABI_VERSION)
		return refuse(why, REFUSAL_MALFORMED,
			      "the update speaks ABI %u, the core %u; build it for this core",
			      tables->abi, QUIESCE_ABI_VERSION);
	if (!good_id(tables->id))
		return refuse(why, REFUSAL_MALFORMED,
			      "the id is not %u characters of [a-z0-9]",
			      QUIESCE_ID_LEN);
	if (!bounded_string(tables->title, MAX_TITLE))
		return refuse(why, REFUSAL_MALFORMED,
			      "no title, or one longer than %u", MAX_TITLE);
	if (!bounded_string(tables->kernel_release, __NEW_UTS_LEN))
		return refuse(why, REFUSAL_MALFORMED, "no kernel release");
	if (!tables->owner)
		return refuse(why, REFUSAL_MALFORMED, "no owner");
	if (!tables->funcs || !tables->nr_funcs || tables->nr_funcs > MAX_FUNCS)
		return refuse(why, REFUSAL_MALFORMED,
			      "no function, or more than %u", MAX_FUNCS);
	if (tables->nr_rodata > MAX_RODATA ||
	    (tables->nr_rodata && !tables->rodata))
		return refuse(why, REFUSAL_MALFORMED,
			      "more than %u read-only spans", MAX_RODATA);
	return 0;
}

int validate_update(const struct quiesce_update *tables, struct refusal *why)
{
	int ret = check_head(tables, why);
	u32 i;

	if (ret)
		return ret;

	/* Before any address is looked at: only the build id makes it mean something. */
	ret = kernel_id_check(tables, why);
	if (ret)
		return ret;

	for (i = 0; i < tables->nr_funcs; i++) {
		ret = check_func(tables, &tables->funcs[i], why);
		if (ret)
			return ret;
		if (same_function_twice(tables, i))
			return refuse(why, REFUSAL_MALFORMED,
				      "%s: listed twice", tables->funcs[i].name);
	}

	for (i = 0; i < tables->nr_rodata; i++) {
		ret = validate_rodata_span(&tables->rodata[i],
					kernel_displacement(tables), why);
		if (ret)
			return ret;
	}
	return 0;
}
