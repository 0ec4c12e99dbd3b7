//! Reading a log from disk and holding it against its own checkpoint. Writes nothing.

use std::path::Path;

use quiesce_trust::root::LogKey;
use quiesce_trust::tlog::checkpoint::NOTE_LIMIT;
use quiesce_trust::tlog::merkle::leaf_hash;
use quiesce_trust::tlog::{Checkpoint, CheckpointError, Tree};

use crate::log::damage::LogDamage;
use crate::log::{checkpoint_file, journal, leaves_file};
use crate::replace::read_limited;

/// A log that fits its checkpoint.
#[derive(Debug)]
pub struct Contents {
    /// All whole leaves, those beyond the checkpoint too.
    pub tree: Tree,
    /// Where the last whole leaf ends in the file.
    pub end: u64,
    /// The checkpoint on disk.
    pub checkpoint: Checkpoint,
    /// Its signed note.
    pub note: String,
}

/// Reads and verifies. The checkpoint is read first, so that a log that grows meanwhile only has more leaves than it.
pub fn read(folder: &Path, key: &LogKey) -> Result<Contents, LogDamage> {
    let note = read_limited(&checkpoint_file(folder), NOTE_LIMIT as u64)?;
    let note = String::from_utf8(note).map_err(|_| CheckpointError::Malformed("it is not text"))?;
    let checkpoint = Checkpoint::verify(&note, key)?;

    let mut tree = Tree::default();
    let end = journal::scan(&leaves_file(folder), |leaf| tree.append(leaf_hash(leaf)))?;
    let size = checkpoint.head.size;
    match tree.root_at(size) {
        None => Err(LogDamage::LeavesMissing {
            promised: size,
            found: tree.size(),
        }),
        Some(root) if root != checkpoint.head.root => Err(LogDamage::LeavesChanged { size }),
        Some(_) => Ok(Contents {
            tree,
            end,
            checkpoint,
            note,
        }),
    }
}
