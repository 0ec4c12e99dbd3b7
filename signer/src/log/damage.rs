//! What is wrong with a log that can't be trusted any more.

use std::io;

use quiesce_trust::tlog::CheckpointError;

/// Why a log is not opened.
#[derive(Debug, thiserror::Error)]
pub enum LogDamage {
    /// The file system refused.
    #[error("the log cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The checkpoint on disk is not ours.
    #[error("the log's checkpoint is damaged ({0}); restore the log's folder from a backup")]
    Checkpoint(#[from] CheckpointError),
    /// Leaves that were promised are not there.
    #[error(
        "the log's checkpoint covers {promised} leaves and only {found} can be read; restore the log's folder from a backup"
    )]
    LeavesMissing {
        /// By the checkpoint.
        promised: u64,
        /// In the file, whole.
        found: u64,
    },
    /// Leaves are not those that were promised.
    #[error(
        "the log's leaves are not those of its checkpoint of {size} leaves; restore the log's folder from a backup"
    )]
    LeavesChanged {
        /// Leaves of the checkpoint.
        size: u64,
    },
}
