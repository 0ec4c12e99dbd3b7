//! The director's word: these updates, on these hosts, in this time, because these people said yes.

mod allows;
mod carried;
mod verify;

use serde::{Deserialize, Serialize};

pub use allows::{PermitQuestion, PermitRefusal};
pub use carried::QuorumMissing;
pub use verify::{PermitError, verify_permit};

pub use crate::time::UnixSeconds;
use crate::{Digest, HostId, UpdateId, WindowId};

/// `payloadType` of the DSSE envelope around a [`Permit`].
pub const PERMIT_TYPE: &str = "application/vnd.quiesce.permit.v1+json";

/// One artifact that the permit covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermittedUpdate {
    /// Which update.
    pub id: UpdateId,
    /// SHA-256 of the whole signed bundle.
    pub bundle: Digest,
}

/// One of the approvals that carried the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedApproval {
    /// Experiment code, for example `STAR`.
    pub experiment: String,
    /// The person who approved, by their number at the server.
    pub person: i64,
    /// What they approved: the hash of the revision.
    pub revision: Digest,
    /// When.
    pub at: UnixSeconds,
}

/// Permission to apply updates in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// Which window.
    pub window: WindowId,
    /// Its revision's number; a host refuses one lower than it has seen for this window.
    pub revision: u32,
    /// SHA-256 of the revision's canonical form: what people approved.
    pub revision_sha256: Digest,
    /// The person who proposed the revision.
    pub author: i64,
    /// Experiments that the hosts' groups make stakeholders: each needs its quorum among `approvals`.
    pub affected: Vec<AffectedExperiment>,
    /// Who said yes.
    pub approvals: Vec<CarriedApproval>,
    /// Artifacts, the needed core modules among them.
    pub updates: Vec<PermittedUpdate>,
    /// Hosts.
    pub hosts: Vec<HostId>,
    /// Not before this time.
    pub not_before: UnixSeconds,
    /// Nothing starts at or after this time.
    pub not_after: UnixSeconds,
}

/// An experiment whose say is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffectedExperiment {
    /// Experiment code.
    pub code: String,
    /// Distinct coordinators that must approve, at least 1.
    pub quorum: u32,
}
