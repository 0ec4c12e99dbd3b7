//! What was signed before: one small file a record, replaced as a whole, on disk before the signature leaves.
//!
//! From it follow the rules that a single request can't be judged by: one manifest an update and kernel, permits only for
//! bundles signed here, and revisions of a window only forward.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use quiesce_trust::dsse::Envelope;
use quiesce_trust::manifest::Kernel;
use quiesce_trust::{BuildId, Digest, UpdateId, WindowId};
use serde::{Deserialize, Serialize};

use crate::replace::{UNFINISHED, read_limited, replace, sync_folder};

/// Bytes of one record: an envelope and little else.
const RECORD_LIMIT: u64 = 4 << 20;

/// A signed update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedUpdate {
    /// Which update.
    pub id: UpdateId,
    /// For this kernel.
    pub kernel: Kernel,
    /// SHA-256 of the manifest's signed bytes.
    pub manifest: Digest,
    /// SHA-256 of the whole bundle.
    pub bundle: Digest,
    /// What was answered.
    pub envelope: Envelope,
}

/// The newest revision of a window that a permit was signed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRevision {
    /// The window.
    pub window: WindowId,
    /// Its revision.
    pub revision: u32,
    /// SHA-256 of that revision.
    pub revision_sha256: Digest,
}

/// Everything that was signed, in memory and on disk.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    updates: BTreeMap<(UpdateId, BuildId), SignedUpdate>,
    revisions: BTreeMap<WindowId, SignedRevision>,
}

impl Ledger {
    /// An empty ledger under a site's folder.
    pub fn make(dir: &Path) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(dir.join("signed"))?;
        sync_folder(dir)
    }

    /// Reads the ledger. A record that can't be read stops the signer: it would forget what it signed.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let folder = dir.join("signed");
        let mut ledger = Self {
            folder: folder.clone(),
            updates: BTreeMap::new(),
            revisions: BTreeMap::new(),
        };
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.ends_with(UNFINISHED) {
                // Its signature was never handed out: the rename comes before the answer.
                fs::remove_file(&path)?;
                continue;
            }
            ledger.read_record(&path, &name).with_context(|| {
                format!("{} is damaged; restore it from a backup", path.display())
            })?;
        }
        Ok(ledger)
    }

    /// What was signed for an update on a kernel.
    pub fn update(&self, id: &UpdateId, build_id: &BuildId) -> Option<&SignedUpdate> {
        self.updates.get(&(id.clone(), build_id.clone()))
    }

    /// Whether a bundle of this update was signed here.
    pub fn has_bundle(&self, id: &UpdateId, bundle: Digest) -> bool {
        self.updates
            .values()
            .any(|signed| &signed.id == id && signed.bundle == bundle)
    }

    /// The newest revision of a window that was signed.
    pub fn revision(&self, window: &WindowId) -> Option<&SignedRevision> {
        self.revisions.get(window)
    }

    /// Keeps a signed update: on disk when this returns.
    pub fn keep_update(&mut self, signed: SignedUpdate) -> io::Result<()> {
        let name = update_file(&signed.id, &signed.kernel.build_id);
        replace(&self.folder.join(name), &serde_json::to_vec(&signed)?)?;
        self.updates
            .insert((signed.id.clone(), signed.kernel.build_id.clone()), signed);
        Ok(())
    }

    /// Keeps a window's newest revision: on disk when this returns.
    pub fn keep_revision(&mut self, signed: SignedRevision) -> io::Result<()> {
        if self.revisions.get(&signed.window) == Some(&signed) {
            return Ok(());
        }
        let name = window_file(&signed.window);
        replace(&self.folder.join(name), &serde_json::to_vec(&signed)?)?;
        self.revisions.insert(signed.window.clone(), signed);
        Ok(())
    }

    fn read_record(&mut self, path: &Path, name: &str) -> anyhow::Result<()> {
        let bytes = read_limited(path, RECORD_LIMIT)?;
        if name.starts_with("update-") {
            let signed: SignedUpdate = serde_json::from_slice(&bytes)?;
            anyhow::ensure!(
                name == update_file(&signed.id, &signed.kernel.build_id),
                "its name is another's"
            );
            self.updates
                .insert((signed.id.clone(), signed.kernel.build_id.clone()), signed);
        } else {
            let signed: SignedRevision = serde_json::from_slice(&bytes)?;
            anyhow::ensure!(name == window_file(&signed.window), "its name is another's");
            self.revisions.insert(signed.window.clone(), signed);
        }
        Ok(())
    }
}

fn update_file(id: &UpdateId, build_id: &BuildId) -> String {
    format!("update-{id}-{build_id}.json")
}

fn window_file(window: &WindowId) -> String {
    format!("window-{window}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(number: u32) -> SignedRevision {
        SignedRevision {
            window: "w-17".parse().unwrap(),
            revision: number,
            revision_sha256: Digest::of(&number.to_le_bytes()),
        }
    }

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        Ledger::make(dir.path()).unwrap();
        dir
    }

    #[test]
    fn what_was_kept_is_there_again() {
        let dir = site();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        ledger.keep_revision(revision(1)).unwrap();
        ledger.keep_revision(revision(2)).unwrap();
        let ledger = Ledger::open(dir.path()).unwrap();
        assert_eq!(ledger.revision(&revision(2).window), Some(&revision(2)));
    }

    #[test]
    fn a_record_torn_at_any_byte_while_written_is_as_if_never_begun() {
        let dir = site();
        Ledger::open(dir.path())
            .unwrap()
            .keep_revision(revision(1))
            .unwrap();
        let next = serde_json::to_vec(&revision(2)).unwrap();
        for length in 0..=next.len() {
            let unfinished = dir.path().join("signed/window-w-17.json.new");
            fs::write(&unfinished, &next[..length]).unwrap();
            let ledger = Ledger::open(dir.path()).unwrap();
            assert_eq!(ledger.revision(&revision(1).window), Some(&revision(1)));
            assert!(!unfinished.exists());
        }
    }

    #[test]
    fn a_damaged_or_misplaced_record_stops_the_signer() {
        let dir = site();
        Ledger::open(dir.path())
            .unwrap()
            .keep_revision(revision(1))
            .unwrap();
        let record = dir.path().join("signed/window-w-17.json");
        let good = fs::read(&record).unwrap();
        fs::write(&record, &good[1..]).unwrap();
        assert!(Ledger::open(dir.path()).is_err());
        fs::rename(&record, dir.path().join("signed/window-w-18.json")).unwrap();
        fs::write(dir.path().join("signed/window-w-18.json"), &good).unwrap();
        assert!(Ledger::open(dir.path()).is_err());
    }
}
