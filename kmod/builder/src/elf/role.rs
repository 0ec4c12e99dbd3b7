//! What a section is for, told by its name and flags.
//!
//! The kernel ties meaning to section names (`include/asm-generic/vmlinux.lds.h`). A name that is not known here is
//! taken for a registration: something that the kernel reads by itself, so that a change in it cannot be carried.

use super::model::Section;
use super::tables::TABLES;

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Not in memory, or of no consequence for behaviour (debug information, unwind tables, notes).
    Ignored,
    /// Ordinary code, which can be replaced.
    Code,
    /// Code that runs where no tracer may look (entry, idle, `noinstr`), so that it cannot be redirected.
    RestrictedCode,
    /// Code or data that is freed after boot, or never loaded.
    Init,
    /// Exported symbols and their checksums.
    Export,
    /// A table whose entries belong to places in code.
    Table,
    /// Code that replaces code at boot; belongs to entries of the alternatives' table.
    Replacement,
    /// Per-CPU data.
    PerCpu,
    /// Something that the kernel finds by itself: parameters, trace events, …
    Registration,
    /// Strings that the linker may merge.
    Strings,
    /// Constants of equal size that the linker may merge.
    Constants,
    /// Data that can be written to.
    Data,
    /// Data that cannot.
    ReadOnly,
}

/// Debug information, unwind tables and marks that objtool consumes.
const IGNORED: &[&str] = &[
    ".discard",
    ".orc_",
    ".eh_frame",
    ".note",
    ".comment",
    ".BTF",
    ".llvm",
    ".printk_index",
    ".modinfo",
    "__patchable_function_entries",
    ".ibt_endbr_seal",
    ".cfi_sites",
    ".call_sites",
    ".gnu",
    ".rela",
    ".ctors",
    ".init_array",
    "__versions",
];
const RESTRICTED: &[&str] = &[
    ".noinstr.text",
    ".entry.text",
    ".cpuidle.text",
    ".kprobes.text",
    ".irqentry.text",
    ".softirqentry.text",
    ".head.text",
    ".altinstr_aux",
    ".static_call.text",
    ".text..__x86",
    ".text.__x86",
    ".spinlock.text",
    ".fixup",
];
const INIT: &[&str] = &[
    ".init",
    ".exit",
    ".initcall",
    ".con_initcall",
    ".meminit",
    ".memexit",
    ".devinit",
    ".devexit",
    ".cpuinit",
    ".cpuexit",
    ".security_initcall",
    ".x86_cpu_dev.init",
    ".x86_intel_mid_dev.init",
    ".early_param",
];
const EXPORT: &[&str] = &[
    "___ksymtab",
    "__ksymtab",
    "___kcrctab",
    "__kcrctab",
    ".export_symbol",
    "__kstrtab",
];
const DATA: &[&str] = &[
    ".data",
    ".bss",
    "__dyndbg",
    "__tracepoint_str",
    ".ref.data",
    "__jump_label_key",
];
const REGISTRATION: &[&str] = &[".data..static_call", ".rodata..static_call"];

/// What `section` is for.
#[must_use]
pub fn role(section: &Section<'_>) -> Role {
    let name = section.name;
    let begins = |list: &[&str]| list.iter().any(|prefix| name.starts_with(prefix));
    if TABLES.iter().any(|table| table.name == name) {
        return Role::Table;
    }
    if !section.is_loaded() || begins(IGNORED) {
        return Role::Ignored;
    }
    if name == ".altinstr_replacement" {
        return Role::Replacement;
    }
    if begins(INIT) {
        return Role::Init;
    }
    if begins(EXPORT) {
        return Role::Export;
    }
    if section.is_code() {
        return if begins(RESTRICTED) {
            Role::RestrictedCode
        } else {
            Role::Code
        };
    }
    if name.starts_with(".data..percpu") {
        return Role::PerCpu;
    }
    if begins(REGISTRATION) {
        return Role::Registration;
    }
    if section.is_merge() && section.is_strings() {
        return Role::Strings;
    }
    if section.is_merge() && section.entsize > 0 {
        return Role::Constants;
    }
    if name.starts_with(".rodata")
        || name.starts_with(".data.rel.ro")
        || name.starts_with(".lrodata")
    {
        return Role::ReadOnly;
    }
    if begins(DATA) {
        return if section.is_writable() {
            Role::Data
        } else {
            Role::ReadOnly
        };
    }
    Role::Registration
}
