//! Why a function of the kernel cannot be replaced, found by looking at the kernel itself.

use quiesce_types::build::Reason;

/// Why a function cannot be replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The kernel has no such code.
    #[error(
        "{name} is in the compiled object and not in the kernel: this kernel's configuration does not build it, or builds \
         it into something else"
    )]
    NotInKernel {
        /// Symbol name.
        name: String,
    },
    /// The object is not what the kernel was linked from.
    #[error(
        "the original of {function} as compiled here differs from the kernel at offset {offset:#x} ({what}): the source \
         or the compiler is not the one that built this kernel. Prepare the kernel anew, and check `gcc --version` \
         against the kernel's /proc/version"
    )]
    Differs {
        /// Function or datum.
        function: String,
        /// Offset in it, in bytes.
        offset: u64,
        /// What differs there.
        what: String,
    },
    /// Nothing to hang the jump behind.
    #[error(
        "{function} has no ftrace site, so nothing may be written into it; change a function that calls it instead"
    )]
    NoFtraceSite {
        /// Function.
        function: String,
    },
    /// No room for the jump.
    #[error(
        "{function} is too short ({size} bytes) for the jump to its replacement; change a function that calls it instead"
    )]
    TooShort {
        /// Function.
        function: String,
        /// Its size in bytes.
        size: u64,
    },
    /// The kernel itself writes where the jump would go.
    #[error(
        "the kernel itself rewrites the bytes of {function} where the jump would go (a {table} entry); change a function \
         that calls it instead"
    )]
    Conflict {
        /// Function.
        function: String,
        /// The table that says so.
        table: String,
    },
    /// A table beside the code cannot be read.
    #[error(
        "the table {table} of the original object has a layout that this builder does not know; it is made for 6.1 kernels"
    )]
    UnknownTable {
        /// Section name.
        table: String,
    },
}

impl Mismatch {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInKernel { .. } => "not_built",
            Self::Differs { .. } => "original_differs",
            Self::NoFtraceSite { .. } => "no_ftrace_site",
            Self::TooShort { .. } => "too_short",
            Self::Conflict { .. } => "conflict",
            Self::UnknownTable { .. } => "unknown_table",
        }
    }

    /// For the report.
    pub fn reason(&self, file: &str) -> Reason {
        let function = match self {
            Self::NotInKernel { name: function }
            | Self::Differs { function, .. }
            | Self::NoFtraceSite { function }
            | Self::TooShort { function, .. }
            | Self::Conflict { function, .. } => Some(function.clone()),
            Self::UnknownTable { .. } => None,
        };
        Reason {
            code: self.code().to_owned(),
            function,
            file: Some(file.to_owned()),
            line: None,
            message: self.to_string(),
        }
    }
}

/// The object is not what the kernel was linked from.
pub(super) fn differs(function: &str, offset: u64, what: String) -> Mismatch {
    Mismatch::Differs {
        function: function.to_owned(),
        offset,
        what,
    }
}
