//! What a comparison says: the verdict, each function that differs, and why a pair was refused.

use quiesce_types::build::{FunctionChange, Reason};

use super::plan::Plan;

/// The verdict on a pair of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// At least one function is changed or new, and nothing stands in the way of replacing them.
    Changed,
    /// Both objects do the same, apart from line numbers and names that a compiler invents.
    NoChange,
    /// Something differs that cannot be changed in a running kernel.
    Refused,
}

/// One function that is not the same in both objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDiff {
    /// Symbol name: in the original object, or in the patched one when the function is new.
    pub name: String,
    /// What became of it.
    pub change: FunctionChange,
    /// Bytes of code before, 0 for a new one.
    pub old_size: u64,
    /// Bytes of code after, 0 for one that is gone.
    pub new_size: u64,
    /// What a reviewer should know; may be empty.
    pub note: String,
}

/// The result of [`super::compare`].
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The verdict.
    pub verdict: Verdict,
    /// Functions that are changed, new or gone, in the order of their names. Pieces that a compiler splits off
    /// (`.cold`) count as the function that they belong to.
    pub functions: Vec<FunctionDiff>,
    /// Why the pair was refused; empty unless the verdict is [`Verdict::Refused`].
    pub refusals: Vec<Reason>,
    /// What [`crate::extract::extract`] needs to know of the pair.
    pub(crate) plan: Plan,
}

/// Why two objects could not be compared at all.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The original object is not readable.
    #[error("the original object cannot be read: {0}")]
    Original(#[source] crate::elf::ElfError),
    /// The patched object is not readable.
    #[error("the patched object cannot be read: {0}")]
    Patched(#[source] crate::elf::ElfError),
}

impl CompareError {
    /// Stable machine code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Original(error) | Self::Patched(error) => error.code(),
        }
    }
}
