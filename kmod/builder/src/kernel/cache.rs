//! Where downloads, kernels and built cores are kept between runs: outside every checkout.

use std::env;
use std::path::{Path, PathBuf};

use quiesce_trust::KernelRelease;

/// The cache folder.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// `$QUIESCE_CACHE`, or `quiesce` in `$XDG_CACHE_HOME`, or `.cache/quiesce` in the home folder.
    /// `None` where none of these is set.
    pub fn from_environment() -> Option<Self> {
        let set = |name: &str| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let root = set("QUIESCE_CACHE")
            .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("quiesce")))
            .or_else(|| set("HOME").map(|home| home.join(".cache/quiesce")))?;
        Some(Self { root })
    }

    /// A cache in the given folder.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Debian packages as downloaded.
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    /// Everything about one kernel.
    pub fn kernel(&self, release: &KernelRelease) -> PathBuf {
        self.root.join("kernels").join(release.as_str())
    }

    /// Held while that kernel is being prepared.
    pub(super) fn kernel_lock(&self, release: &KernelRelease) -> PathBuf {
        self.root.join("kernels").join(format!("{release}.lock"))
    }

    /// Core modules built before, by the digest of what they were made from.
    pub fn cores(&self) -> PathBuf {
        self.root.join("cores")
    }
}
