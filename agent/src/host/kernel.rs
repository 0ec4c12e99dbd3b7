//! The kernel that runs, and how it is called once updates are in it.

use std::fs;

use quiesce_trust::manifest::Kernel;
use quiesce_trust::{BuildId, KernelRelease};

use crate::failure::Failure;
use crate::places::Places;

/// The running kernel.
pub struct RunningKernel;

impl RunningKernel {
    /// Its release.
    pub fn release(places: &Places) -> Result<KernelRelease, Failure> {
        let release = Self::uname(places, "osrelease")?;
        release.parse().map_err(|_| Failure::Kernel(release))
    }

    /// Release and build id.
    pub fn identify(places: &Places) -> Result<Kernel, Failure> {
        let notes = places.sysfs.join("kernel/notes");
        let build_id = fs::read(&notes)
            .ok()
            .and_then(|bytes| BuildId::from_notes(&bytes));
        let build_id = build_id.ok_or_else(|| Failure::Kernel(notes.display().to_string()))?;
        Ok(Kernel {
            release: Self::release(places)?,
            build_id,
        })
    }

    /// One of `ostype`, `hostname`, `osrelease`, `version`: what uname(2) returns, as files of proc(5).
    pub fn uname(places: &Places, name: &str) -> Result<String, Failure> {
        let path = places.proc.join("sys/kernel").join(name);
        let text =
            fs::read_to_string(&path).map_err(|_| Failure::Kernel(path.display().to_string()))?;
        Ok(text.trim_end().to_owned())
    }
}
