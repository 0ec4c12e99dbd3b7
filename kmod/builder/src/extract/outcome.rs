//! What an extraction yields: the object for the update module, and what it still has to be tied to.

/// The result of [`super::extract`].
#[derive(Debug, Clone)]
pub struct Extracted {
    /// A relocatable ELF file with the changed and new functions and what only they need.
    pub object: Vec<u8>,
    /// Functions of the original that get a jump to their new version.
    pub replaced: Vec<Replaced>,
    /// Every undefined symbol of [`Self::object`].
    pub outside: Vec<OutsideSymbol>,
}

/// One function of the original that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Its name in the original object, and so in the kernel.
    pub name: String,
    /// Whether it is local to the original object (`static`).
    pub local: bool,
    /// The global symbol of the new version in [`Extracted::object`]: `quiesce_new_<n>_<name>`.
    pub new_symbol: String,
    /// Size of the new version in bytes, without its pieces.
    pub new_size: u64,
    /// Symbols of the original that count as this function when stacks are checked (`.cold`, and `.part`, `.isra`,
    /// `.constprop` pieces that the patched object has no more).
    pub pieces: Vec<String>,
}

/// A symbol that the extracted object refers to and does not define.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideSymbol {
    /// The symbol's name in the original object.
    pub name: String,
    /// Static in the original object: to be resolved in the kernel by position.
    pub local: bool,
    /// A function, rather than data or a symbol of unknown kind.
    pub is_function: bool,
}

/// Why an object could not be extracted.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The verdict was not `Changed`.
    #[error(
        "there is nothing to extract: the comparison's verdict is {0}; extract only pairs with the verdict changed"
    )]
    NothingToExtract(&'static str),
    /// An object is not readable.
    #[error("the object cannot be read: {0}")]
    Elf(#[from] crate::elf::ElfError),
    /// The comparison is of another pair of objects.
    #[error("the comparison does not belong to these objects; compare them again")]
    OtherObjects,
    /// A relocation cannot be carried over.
    #[error(
        "function {function}: a reference at offset {offset:#x} cannot be carried over ({why}); rewrite the patch so that the function does not need it"
    )]
    Reference {
        /// The function or datum that holds the reference.
        function: String,
        /// Offset of the reference in it, in bytes.
        offset: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The ELF writer refused.
    #[error(
        "the extracted object cannot be written: {0}; this is a fault of the builder, report it"
    )]
    Write(String),
}

impl ExtractError {
    /// Stable machine code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingToExtract(_) => "nothing_to_extract",
            Self::Elf(error) => error.code(),
            Self::OtherObjects => "other_objects",
            Self::Reference { .. } => "reference_not_carried",
            Self::Write(_) => "write_failed",
        }
    }
}
