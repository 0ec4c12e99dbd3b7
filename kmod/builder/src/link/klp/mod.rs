//! Turns a linked module's references to unexported kernel symbols into livepatch relocations, so that the stock module
//! loader resolves them: `Documentation/livepatch/module-elf-format.rst` and `klp_apply_section_relocs()`.
//!
//! The loader applies relocations against `vmlinux` together with all others, before it looks at the module's
//! alternatives, jump labels and static calls (`apply_relocations()` in `kernel/module/main.c`), so those tables may
//! refer to unexported symbols too.

mod convert;
mod sections;

pub use convert::{KlpError, convert};
pub use sections::MalformedModule;

/// How the loader is to find an undefined symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// By the export table: the symbol stays as it is.
    Exported,
    /// By name and position in the running kernel's symbol table: the full `.klp.sym.…` name.
    Livepatch(String),
}
