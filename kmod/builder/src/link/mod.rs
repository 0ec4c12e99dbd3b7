//! From code to a module that the stock loader takes: kbuild compiles and links it, then references to unexported kernel
//! symbols become livepatch relocations ([`klp`]).

pub mod core;
pub mod exports;
pub mod kbuild;
pub mod klp;
pub mod symbols;
pub mod tables;
pub mod target;
pub mod update;

use crate::command::CommandError;
use crate::vmlinux::VmlinuxError;

/// Why a module could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// kbuild ended with an error.
    #[error("the module did not build:\n{said}")]
    Kbuild {
        /// The end of make's output.
        said: String,
    },
    /// A tool could not be run.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The conversion failed.
    #[error(transparent)]
    Klp(#[from] klp::KlpError),
    /// vmlinux could not be used.
    #[error(transparent)]
    Vmlinux(#[from] VmlinuxError),
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

impl LinkError {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Kbuild { .. } => "module_does_not_build",
            Self::Command(_) => "tool_failed",
            Self::Klp(klp::KlpError::Unresolved { .. }) => "unresolved_symbol",
            Self::Klp(klp::KlpError::NotDeclared | klp::KlpError::Malformed(_)) => {
                "malformed_module"
            }
            Self::Vmlinux(error) => error.code(),
            Self::Io { .. } => "io",
        }
    }

    pub(crate) fn io(
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
