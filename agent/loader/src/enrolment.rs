//! What this host was told when it enrolled: whom to trust, and who it is.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use quiesce_trust::HostId;
use quiesce_trust::loading::{Refusal, RefusalCode};
use quiesce_trust::root::TrustRoot;

/// Bytes of either file.
const LIMIT: u64 = 1 << 20;

/// Where files are.
pub struct Places {
    /// The pinned trust root.
    pub root: PathBuf,
    /// This host's id.
    pub host_id: PathBuf,
    /// What the loader remembers.
    pub state_dir: PathBuf,
    /// sysfs.
    pub sysfs: PathBuf,
}

/// Whom to trust, and who this host is.
pub struct Enrolment {
    /// Pinned.
    pub root: TrustRoot,
    /// This host.
    pub host: HostId,
}

impl Enrolment {
    /// Reads both files.
    ///
    /// # Errors
    /// `not_enrolled` when one is missing or makes no sense.
    pub fn read(places: &Places) -> Result<Self, Refusal> {
        let root = read(&places.root)?;
        let root =
            serde_json::from_str(&root).map_err(|e| unusable(&places.root, &e.to_string()))?;
        let host = read(&places.host_id)?;
        let host = host.trim().parse::<HostId>();
        let host = host.map_err(|e| unusable(&places.host_id, &e.to_string()))?;
        Ok(Self { root, host })
    }
}

fn read(path: &Path) -> Result<String, Refusal> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LIMIT).read_to_string(&mut text))
        .map_err(|error| unusable(path, &error.to_string()))?;
    Ok(text)
}

fn unusable(path: &Path, why: &str) -> Refusal {
    let message = format!(
        "{}: {why}; enrol this host with `quiesce enrol`",
        path.display()
    );
    Refusal::new(RefusalCode::NotEnrolled, message)
}
