//! The one folder outside the checkout that holds all downloads and builds.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// `$QUIESCE_CACHE`, else `$XDG_CACHE_HOME/quiesce`, else `~/.cache/quiesce`.
pub struct Cache {
    root: PathBuf,
    target: PathBuf,
}

impl Cache {
    /// Finds the folder and makes it.
    pub fn locate() -> Result<Self> {
        let root = non_empty("QUIESCE_CACHE")
            .map(PathBuf::from)
            .or_else(|| non_empty("XDG_CACHE_HOME").map(|base| Path::new(&base).join("quiesce")))
            .or_else(|| non_empty("HOME").map(|home| Path::new(&home).join(".cache/quiesce")))
            .context("neither QUIESCE_CACHE nor HOME is set: set QUIESCE_CACHE to a folder with 15 GB of room")?;
        let target =
            non_empty("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        for folder in ["downloads", "stamps"] {
            let path = root.join(folder);
            fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        Ok(Self { root, target })
    }

    /// Debian packages.
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    /// Tools that set-up fetched.
    pub fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    /// Compilers that set-up made.
    pub fn toolchain(&self) -> PathBuf {
        self.root.join("toolchain")
    }

    /// Real security fixes, as patches.
    pub fn fixes(&self) -> PathBuf {
        self.root.join("fixes")
    }

    /// Cargo's output.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a step with this key was finished before.
    pub fn is_done(&self, step: &str, key: &str) -> bool {
        fs::read_to_string(self.stamp(step)).is_ok_and(|found| found == key)
    }

    /// Remembers that a step with this key is finished.
    pub fn mark_done(&self, step: &str, key: &str) -> Result<()> {
        let partial = self.stamp(&format!("{step}.part"));
        fs::write(&partial, key)?;
        fs::rename(&partial, self.stamp(step)).context("cannot write a stamp")
    }

    fn stamp(&self, step: &str) -> PathBuf {
        self.root.join("stamps").join(step)
    }
}

fn non_empty(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
