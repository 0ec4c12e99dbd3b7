//! The append-only log on disk. It never signs two checkpoints that contradict each other, whatever crashes when.
//!
//! The order of writing is the proof:
//! 1. the new leaves go behind the old ones in `log/leaves`, then fsync ([`journal`]);
//! 2. the checkpoint over them is signed and replaces `log/checkpoint`, then fsync of file and folder;
//! 3. only then is it handed out.
//!
//! A crash in 1 leaves whole new leaves, and perhaps a torn one, which is cut off: its checkpoint was never signed.
//! A crash between 1 and 2 leaves leaves beyond the checkpoint; they stay, and the next checkpoint covers them.
//! Bytes that a checkpoint covers were on disk before it, so a crash can't take them; if they are missing or changed, the
//! disk or somebody did it, and the signer refuses to start rather than sign another history.

mod damage;
mod journal;
mod read;
mod store;

use std::path::{Path, PathBuf};

pub use read::read;
pub use store::Log;

/// Bytes of one leaf.
pub const LEAF_LIMIT: usize = 64 << 10;

/// The log's folder in a site's folder.
pub fn folder(dir: &Path) -> PathBuf {
    dir.join("log")
}

fn leaves_file(folder: &Path) -> PathBuf {
    folder.join("leaves")
}

fn checkpoint_file(folder: &Path) -> PathBuf {
    folder.join("checkpoint")
}
