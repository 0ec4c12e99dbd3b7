//! The files of a stock kernel, as its Debian package has them.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::cache;

/// A kernel's image and its modules.
#[derive(Debug, Clone)]
pub struct KernelFiles {
    release: String,
    image: PathBuf,
    modules: PathBuf,
}

impl KernelFiles {
    /// The kernel `release` from the cache, where set-up has unpacked its package.
    ///
    /// # Errors
    /// When it is not there; the sentence names the command that puts it there.
    pub fn from_cache(release: &str) -> Result<Self> {
        let folder = cache::folder()?.join("kernels").join(release).join("image");
        let files = Self {
            release: release.to_owned(),
            image: folder.join("boot").join(format!("vmlinuz-{release}")),
            modules: folder.join("lib/modules").join(release).join("kernel"),
        };
        ensure!(
            files.image.is_file() && files.modules.is_dir(),
            "kernel {release} is not in {}: run `make setup`",
            folder.display()
        );
        Ok(files)
    }

    /// What `uname -r` says, for example `6.1.0-47-cloud-amd64`.
    pub fn release(&self) -> &str {
        &self.release
    }

    /// The compressed kernel that a boot loader starts.
    pub fn image(&self) -> &Path {
        &self.image
    }

    /// A module by its path below `kernel/`, for example `net/core/failover.ko`.
    ///
    /// # Errors
    /// When the kernel has no such module.
    pub fn module(&self, path: &str) -> Result<PathBuf> {
        let module = self.modules.join(path);
        ensure!(
            module.is_file(),
            "kernel {} has no module {path}",
            self.release
        );
        Ok(module)
    }
}
