//! The append-only log: RFC 6962 trees, C2SP checkpoints, and proofs.
//!
//! A leaf is plain bytes ([`leaf`]). Leaves make a Merkle tree ([`merkle`], [`tree`]), a checkpoint is its size and root
//! signed by the log ([`checkpoint`]), and proofs tie a leaf, or an older tree, to a checkpoint ([`proof`]).

pub mod checkpoint;
pub mod leaf;
pub mod merkle;
pub mod proof;
pub mod tree;

use serde::{Deserialize, Serialize};

use crate::Digest;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use proof::ProofError;
pub use tree::Tree;

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
