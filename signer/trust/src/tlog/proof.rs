//! What ties a leaf, or an older checkpoint, to a signed checkpoint.

use crate::Digest;
use crate::root::LogKey;
use crate::signing::LogHead;
use crate::tlog::merkle::{is_consistent, leaf_hash, root_by_inclusion};
use crate::tlog::{Checkpoint, CheckpointError, InclusionProof};

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The leaf does not lead to the checkpoint's root by this path.
    #[error(
        "the log does not hold this entry where the proof says; it must be logged before it is used: fetch the proof again"
    )]
    NotIncluded,
    /// The newer checkpoint does not contain the older one.
    #[error(
        "the log was rewritten: its checkpoint of {new} entries does not begin with the {old} entries seen before; stop and tell the facility's admin"
    )]
    NotConsistent {
        /// Leaves of the one seen before.
        old: u64,
        /// Leaves of the newer one.
        new: u64,
    },
}

impl ProofError {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.code(),
            Self::NotIncluded => "not_in_log",
            Self::NotConsistent { .. } => "log_rewritten",
        }
    }
}

impl InclusionProof {
    /// Checks that `leaf` (its data, see [`crate::tlog::leaf`]) is in the log, and hands out the checkpoint that it
    /// is in, for comparison with the last one seen.
    pub fn verify(&self, leaf: &[u8], log: &LogKey) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::verify(&self.checkpoint, log)?;
        let LogHead { size, root } = checkpoint.head;
        let leads_to = root_by_inclusion(self.index, size, leaf_hash(leaf), &self.path);
        if leads_to == Some(root) {
            Ok(checkpoint)
        } else {
            Err(ProofError::NotIncluded)
        }
    }
}

/// Checks that the log only grew from `old` to `new`; `path` as in RFC 6962, section 2.1.2.
pub fn verify_consistency(old: LogHead, new: LogHead, path: &[Digest]) -> Result<(), ProofError> {
    if is_consistent((old.size, old.root), (new.size, new.root), path) {
        return Ok(());
    }
    Err(ProofError::NotConsistent {
        old: old.size,
        new: new.size,
    })
}
