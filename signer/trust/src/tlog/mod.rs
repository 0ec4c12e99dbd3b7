//! The append-only log: RFC 6962 trees, C2SP checkpoints, and proofs.

use serde::{Deserialize, Serialize};

use crate::Digest;

/// That a leaf is in the log under a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    /// The leaf's index, from 0.
    pub index: u64,
    /// Hashes from the leaf's sibling upward (RFC 6962, section 2.1.1).
    pub path: Vec<Digest>,
    /// The checkpoint that the proof leads to: a signed note.
    pub checkpoint: String,
}
