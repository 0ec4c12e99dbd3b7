//! What the server may ask of the signer, over its Unix socket: one JSON object a line each way,
//! at most [`LINE_LIMIT`] bytes. Every answer names the request's outcome; the connection may be kept.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::dsse::Envelope;
use crate::manifest::Manifest;
use crate::permit::Permit;
use crate::root::TrustRoot;
use crate::{Digest, UpdateId};

/// Bytes of one request or answer.
pub const LINE_LIMIT: usize = 96 << 20;

/// Who stands behind a release. The signer refuses one person in two of these places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEvidence {
    /// The person who asked for the build.
    pub requester: i64,
    /// The release manager who accepted it.
    pub reviewer: i64,
}

/// A request to the signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// The public keys, as a trust root.
    Root,
    /// Sign an update. `members` are the files in the manifest's order, base64; the signer checks each against its hash.
    SignUpdate {
        /// What is to be signed.
        manifest: Manifest,
        /// The members' bytes, base64 (standard, padded).
        members: Vec<String>,
        /// Who asked and who accepted.
        evidence: ReleaseEvidence,
    },
    /// Sign a window's permit. Refused unless the approvals carry it.
    SignPermit {
        /// What is to be signed.
        permit: Permit,
    },
    /// Append leaves to the log. Idempotent: leaves that are there already must be the same.
    AppendLeaves {
        /// Index of the first leaf.
        first: u64,
        /// Leaf data, base64, in order.
        leaves: Vec<String>,
    },
    /// Inclusion proof of a leaf in the newest checkpoint.
    ProveInclusion {
        /// The leaf's index.
        index: u64,
    },
    /// That the newest checkpoint only added to an older log.
    ProveConsistency {
        /// Leaves in the older log.
        old: u64,
    },
}

/// The signer's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// To [`Ask::Root`].
    Root {
        /// The keys.
        root: TrustRoot,
    },
    /// To [`Ask::SignUpdate`].
    Update {
        /// Which update.
        id: UpdateId,
        /// The envelope that goes before the members.
        envelope: Envelope,
    },
    /// To [`Ask::SignPermit`].
    Permit {
        /// The signed permit.
        envelope: Envelope,
    },
    /// To [`Ask::AppendLeaves`].
    Checkpoint {
        /// Leaves in the log now.
        size: u64,
        /// The signed note (C2SP tlog-checkpoint).
        checkpoint: String,
    },
    /// To [`Ask::ProveInclusion`].
    Proof {
        /// The proof with its checkpoint.
        proof: crate::tlog::InclusionProof,
    },
    /// To [`Ask::ProveConsistency`].
    Consistency {
        /// Hashes as in RFC 6962, section 2.1.2.
        path: Vec<Digest>,
        /// The newest checkpoint: a signed note.
        checkpoint: String,
    },
    /// Refused or failed, to any of them.
    Refused {
        /// A machine code, for example `same_person`, `quorum_missing`, `member_mismatch`, `log_conflict`.
        code: String,
        /// A sentence that says what to do next.
        message: String,
    },
}

/// A line that is not an [`Ask`] or an [`Answer`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// More than [`LINE_LIMIT`] bytes.
    #[error("the line has more than {LINE_LIMIT} bytes; send fewer or smaller members")]
    TooLong,
    /// Not the JSON that it should be.
    #[error("the line cannot be read: {0}; check that server and signer are of the same version")]
    Malformed(String),
}

impl LineError {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "line_too_long",
            Self::Malformed(_) => "malformed_line",
        }
    }
}

impl Ask {
    /// The request as it goes over the socket, newline included.
    pub fn to_line(&self) -> Result<Vec<u8>, LineError> {
        to_line(self)
    }

    /// Reads a request; the newline may be there or not.
    pub fn from_line(line: &[u8]) -> Result<Self, LineError> {
        from_line(line)
    }
}

impl Answer {
    /// The answer as it goes over the socket, newline included.
    pub fn to_line(&self) -> Result<Vec<u8>, LineError> {
        to_line(self)
    }

    /// Reads an answer; the newline may be there or not.
    pub fn from_line(line: &[u8]) -> Result<Self, LineError> {
        from_line(line)
    }
}

fn to_line(value: &impl Serialize) -> Result<Vec<u8>, LineError> {
    let mut line = serde_json::to_vec(value).map_err(|e| LineError::Malformed(e.to_string()))?;
    line.push(b'\n');
    if line.len() > LINE_LIMIT {
        Err(LineError::TooLong)
    } else {
        Ok(line)
    }
}

fn from_line<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineError> {
    if line.len() > LINE_LIMIT {
        return Err(LineError::TooLong);
    }
    serde_json::from_slice(line).map_err(|e| LineError::Malformed(e.to_string()))
}

/// The log at one moment: what a verifier remembers of it, and what two checkpoints are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// Leaves.
    pub size: u64,
    /// Root hash.
    pub root: Digest,
}
