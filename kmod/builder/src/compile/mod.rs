//! Compiles the objects that a patch touches, before and after it, with the kernel's own flags.
//!
//! The original is compiled by kbuild in the prepared tree, and kept with the command that kbuild used. The patched file is
//! compiled by that same command in a shadow of the tree, so that paths, and with them `__FILE__` and line tables, are the same.

mod original;
mod patched;
mod shadow;
mod unit;

pub use original::{Original, originals};
pub use patched::compile;
pub use shadow::Shadow;
pub use unit::compiled_for;

use crate::command::CommandError;

/// Added to the kernel's flags: each function and datum gets a section of its own, so that they can be taken out singly.
pub(crate) const SECTION_FLAGS: &str = "-ffunction-sections -fdata-sections";

/// Why an object could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The original does not compile by itself.
    #[error(
        "{file} of the unpatched source does not compile by itself in this configuration: it is part of another file, or \
         not built for this kernel. The compiler said:\n{said}"
    )]
    OriginalDoesNotCompile {
        /// Source file.
        file: String,
        /// The end of its output.
        said: String,
    },
    /// The patched file does not compile.
    #[error("{file} does not compile with the patch:\n{said}")]
    DoesNotCompile {
        /// Source file.
        file: String,
        /// Line of the first error, where the compiler names one.
        line: Option<u32>,
        /// The end of its output.
        said: String,
    },
    /// A tool could not be run.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The prepared tree could not be had.
    #[error(transparent)]
    Kernel(#[from] crate::kernel::KernelError),
    /// The file system said no.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl CompileError {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OriginalDoesNotCompile { .. } => "not_built",
            Self::DoesNotCompile { .. } => "does_not_compile",
            Self::Command(_) => "tool_failed",
            Self::Kernel(error) => error.code(),
            Self::Io { .. } => "io",
        }
    }

    fn io(
        doing: &'static str,
        path: impl Into<std::path::PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

/// `net/core/rtnetlink.o` for `net/core/rtnetlink.c`.
pub fn object_of(source: &str) -> String {
    format!("{}.o", source.strip_suffix(".c").unwrap_or(source))
}
