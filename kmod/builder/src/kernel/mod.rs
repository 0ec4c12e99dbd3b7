//! A kernel, ready to build against: fetched from Debian's packages, unpacked and prepared once, then only read.
//!
//! Everything about release R lives in `kernels/R/` of the cache:
//! `image/boot/vmlinuz-R`, `image/lib/modules/R/…` (as shipped), `vmlinux` (symbols and relocations, without DWARF),
//! `source/` (Debian's source with the shipped configuration, prepared), `objects/` (originals compiled before), and,
//! written last, `kernel.json`: where that file is, the kernel is whole.

pub mod cache;
mod lock;
mod package;
pub(crate) mod prepare;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};

use quiesce_trust::manifest::Kernel;
use quiesce_trust::{BuildId, KernelRelease};
use serde::{Deserialize, Serialize};

use crate::command::CommandError;
use crate::report::BuildLog;
pub use cache::Cache;

/// A prepared kernel.
#[derive(Debug, Clone)]
pub struct PreparedKernel {
    root: PathBuf,
    about: About,
}

/// What `kernel.json` holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    /// How the folder is laid out; another number means: prepare it anew.
    layout: u32,
    release: KernelRelease,
    /// Version of the Debian packages, for example `6.1.170-3`.
    version: String,
    build_id: BuildId,
    /// First line of `gcc --version`.
    compiler: String,
}

/// Raised when the layout of a prepared kernel changes.
const LAYOUT: u32 = 1;

/// Why a kernel could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// apt knows no such package.
    #[error(
        "the package {package} is not in this machine's apt sources. Check the release with `uname -r` on a host, and \
         that deb and deb-security lines for its Debian release are in /etc/apt"
    )]
    NoPackage {
        /// Package name, with version where one is needed.
        package: String,
    },
    /// The download failed.
    #[error(
        "could not download {package}: {said}. Check the network and run the same command again; what is here is kept"
    )]
    Download {
        /// Package name.
        package: String,
        /// The end of apt's output.
        said: String,
    },
    /// The downloaded file is not what apt's signed index says.
    #[error("{} does not have the SHA-256 that apt's signed index gives ({expected}); delete it and run again", path.display())]
    WrongDigest {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: String,
    },
    /// Not enough room.
    #[error("{} has {free_mb} MB free and preparing a kernel takes {needed_mb} MB; free some, or set QUIESCE_CACHE to a larger disk", path.display())]
    DiskFull {
        /// The cache folder.
        path: PathBuf,
        /// Megabytes free.
        free_mb: u64,
        /// Megabytes needed.
        needed_mb: u64,
    },
    /// A tool ended with an error.
    #[error("{what} failed:\n{said}")]
    Tool {
        /// What was being done.
        what: String,
        /// The end of the tool's output.
        said: String,
    },
    /// A tool could not be run.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The file system said no.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The unpacked files are not a kernel as Debian makes them.
    #[error("the packages of {release} do not hold {what}; this kernel cannot be prepared")]
    Unexpected {
        /// The release.
        release: KernelRelease,
        /// What was missing.
        what: String,
    },
}

impl KernelError {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPackage { .. } => "no_package",
            Self::Download { .. } => "download_failed",
            Self::WrongDigest { .. } => "wrong_digest",
            Self::DiskFull { .. } => "disk_full",
            Self::Tool { .. } | Self::Command(_) => "tool_failed",
            Self::Io { .. } => "io",
            Self::Unexpected { .. } => "unexpected_package",
        }
    }

    fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

impl PreparedKernel {
    /// The kernel `release`, fetched and prepared now if it is not in the cache yet. Safe to interrupt and to repeat;
    /// a second process waits for the first.
    pub fn obtain(
        cache: &Cache,
        release: &KernelRelease,
        log: &BuildLog,
    ) -> Result<Self, KernelError> {
        let root = cache.kernel(release);
        if let Some(ready) = Self::open(&root) {
            return Ok(ready);
        }
        let _lock = lock::exclusive(&cache.kernel_lock(release))?;
        match Self::open(&root) {
            Some(ready) => Ok(ready),
            None => prepare::prepare(cache, release, log),
        }
    }

    /// The kernel in `root`, if it is whole and laid out as this builder expects.
    pub fn open(root: &Path) -> Option<Self> {
        let about: About =
            serde_json::from_slice(&fs::read(root.join("kernel.json")).ok()?).ok()?;
        (about.layout == LAYOUT).then(|| Self {
            root: root.to_owned(),
            about,
        })
    }

    /// Release, as `uname -r` prints it.
    pub fn release(&self) -> &KernelRelease {
        &self.about.release
    }

    /// Release and build id.
    pub fn kernel(&self) -> Kernel {
        Kernel {
            release: self.about.release.clone(),
            build_id: self.about.build_id.clone(),
        }
    }

    /// Version of the Debian packages.
    pub fn version(&self) -> &str {
        &self.about.version
    }

    /// First line of `gcc --version`.
    pub fn compiler(&self) -> &str {
        &self.about.compiler
    }

    /// The prepared source tree. Its sources are never changed.
    pub fn source(&self) -> PathBuf {
        self.root.join("source")
    }

    /// The linked kernel with symbols and relocations.
    pub fn vmlinux(&self) -> PathBuf {
        self.root.join("vmlinux")
    }

    /// Exported symbols with their checksums.
    pub fn symvers(&self) -> PathBuf {
        self.source().join("Module.symvers")
    }

    /// Where compiled originals are kept.
    pub fn objects(&self) -> PathBuf {
        self.root.join("objects")
    }

    /// Held while make writes into the prepared tree.
    fn tree_lock(&self) -> PathBuf {
        self.root.join("tree.lock")
    }

    /// Waits until no other build writes into the prepared tree.
    pub fn lock_tree(&self) -> Result<impl Drop + use<>, KernelError> {
        lock::exclusive(&self.tree_lock())
    }
}
