//! Everything that the signer says no with: a code for the server, a sentence for the person behind it.

use std::io;

use quiesce_trust::bundle::BundleError;
use quiesce_trust::manifest::MalformedManifest;
use quiesce_trust::permit::QuorumMissing;
use quiesce_trust::signing::{Answer, LineError};
use quiesce_trust::{Digest, UpdateId, WindowId};

/// A request that is not fulfilled. Nothing was signed or kept.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Build and review are by different persons.
    #[error(
        "the person who asked for the build also reviewed it; another release manager must accept it"
    )]
    SamePerson,
    /// The manifest says something that no update can be.
    #[error(transparent)]
    MalformedManifest(#[from] MalformedManifest),
    /// More or fewer files than the manifest names.
    #[error(
        "the manifest names {named} files and {sent} were sent; send exactly those of the manifest, in its order"
    )]
    MemberCount {
        /// In the manifest.
        named: usize,
        /// In the request.
        sent: usize,
    },
    /// A file that isn't base64.
    #[error("`{name}` was not sent as base64; send it again")]
    MemberEncoding {
        /// Its name in the manifest.
        name: String,
    },
    /// A file that is not the manifest's, or a bundle that is too large.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// Another manifest was signed for this update and kernel.
    #[error(
        "update {id} was signed before for kernel {kernel} with another content; give the new build an id of its own"
    )]
    AlreadySigned {
        /// Which update.
        id: UpdateId,
        /// Release and build id.
        kernel: String,
    },
    /// The approvals do not carry the permit.
    #[error(transparent)]
    QuorumMissing(#[from] QuorumMissing),
    /// The span of time is empty or too long.
    #[error("{0}")]
    PermitSpan(String),
    /// No host or no update in it.
    #[error("the permit names no {0}; there is nothing to permit")]
    PermitEmpty(&'static str),
    /// No verifier would read it.
    #[error(
        "the permit is too large for hosts to accept; split the window's {hosts} hosts over several"
    )]
    PermitTooLarge {
        /// Hosts in it.
        hosts: usize,
    },
    /// An update that this signer did not sign.
    #[error("bundle {bundle} of update {id} was not signed here; release the update first")]
    UnknownBundle {
        /// Which update.
        id: UpdateId,
        /// SHA-256 of the bundle.
        bundle: Digest,
    },
    /// A later revision of the window was signed, or another one under the same number.
    #[error(
        "revision {asked} of window {window} is not newer than revision {signed}, which was signed before; propose a new revision"
    )]
    RevisionSuperseded {
        /// The window.
        window: WindowId,
        /// The request's revision.
        asked: u32,
        /// The highest one signed.
        signed: u32,
    },
    /// A leaf that isn't base64, or too large.
    #[error("leaf {index} is not base64 of 1 to {limit} bytes; send it again")]
    MalformedLeaf {
        /// Its index.
        index: u64,
        /// Bytes at most.
        limit: usize,
    },
    /// Another leaf is there.
    #[error(
        "entry {index} of the log is another one already; the server's records and the log do not fit together: stop, and compare the two"
    )]
    LogConflict {
        /// The first index that differs.
        index: u64,
    },
    /// Leaves in between are missing.
    #[error(
        "the log has {size} entries, so the next one is {size} and not {first}; send the entries in between first"
    )]
    LogGap {
        /// Index of the first leaf sent.
        first: u64,
        /// Leaves in the log.
        size: u64,
    },
    /// Beyond the log's end.
    #[error("the log has {size} entries and {asked} is beyond them; append first")]
    NotInLog {
        /// What was asked for.
        asked: u64,
        /// Leaves in the log.
        size: u64,
    },
    /// The request is not one.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The disk failed. What was on disk before is as it was.
    #[error(
        "the signer could not write its records ({0}); mend the disk, restart the signer, and ask again"
    )]
    Storage(#[from] io::Error),
}

impl Refusal {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::MalformedManifest(_) => "malformed_manifest",
            Self::MemberCount { .. } | Self::MemberEncoding { .. } => "member_mismatch",
            Self::Bundle(error) => error.code(),
            Self::AlreadySigned { .. } => "already_signed",
            Self::QuorumMissing(error) => error.code(),
            Self::PermitSpan(_) => "permit_span",
            Self::PermitEmpty(_) => "permit_empty",
            Self::PermitTooLarge { .. } => "too_large",
            Self::UnknownBundle { .. } => "unknown_bundle",
            Self::RevisionSuperseded { .. } => "revision_superseded",
            Self::MalformedLeaf { .. } => "malformed_leaf",
            Self::LogConflict { .. } => "log_conflict",
            Self::LogGap { .. } => "log_gap",
            Self::NotInLog { .. } => "not_in_log",
            Self::Line(error) => error.code(),
            Self::Storage(_) => "storage",
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            code: refusal.code().to_owned(),
            message: refusal.to_string(),
        }
    }
}
