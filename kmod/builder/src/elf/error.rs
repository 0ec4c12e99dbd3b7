//! Why a file is not an object that can be compared.

/// Why a file cannot be read as a relocatable x86-64 object.
#[derive(Debug, thiserror::Error)]
pub enum ElfError {
    /// Not an ELF file, or a broken one.
    #[error(
        "it is not a readable 64-bit ELF file ({0}); give an object file that the compiler wrote"
    )]
    Malformed(#[from] object::read::Error),
    /// Another machine or byte order.
    #[error("it is for ELF machine {0}, and only x86-64 (62) is supported; compile it for x86-64")]
    OtherMachine(u16),
    /// An executable, a shared object or a core file.
    #[error(
        "it is not a relocatable object (ELF type {0}); give the .o file, not what was linked from it"
    )]
    NotRelocatable(u16),
    /// An index or range in it points outside of the file's tables.
    #[error("it is damaged: {0}; compile it again")]
    Damaged(String),
}

impl ElfError {
    /// Stable machine code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "not_elf",
            Self::OtherMachine(_) => "other_machine",
            Self::NotRelocatable(_) => "not_relocatable",
            Self::Damaged(_) => "damaged_object",
        }
    }
}
