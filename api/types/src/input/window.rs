//! A window as it is proposed or revised, and what coordinators say to it.

use serde::{Deserialize, Serialize};

use quiesce_trust::{Digest, HostId, UpdateId};

use crate::ids::{ExperimentId, GroupId};
use crate::time::UnixMillis;

/// What a proposal or a revision says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowDraft {
    /// One line for people.
    pub title: String,
    /// When it opens.
    pub starts_at: UnixMillis,
    /// When nothing new starts any more.
    pub ends_at: UnixMillis,
    /// The zone that its times are spoken of in, an IANA name, for example `America/New_York`.
    pub time_zone: String,
    /// Host groups whose allowed hosts take part.
    pub groups: Vec<GroupId>,
    /// Single hosts that take part besides.
    #[serde(default)]
    pub hosts: Vec<HostId>,
    /// Released updates to apply. Core modules that they need are added by the server.
    pub updates: Vec<UpdateId>,
    /// For coordinators: why, and why then.
    pub note: String,
}

/// A coordinator's word on a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decide {
    /// The experiment spoken for.
    pub experiment: ExperimentId,
    /// The revision on the screen; refused unless it is the current one.
    pub revision_sha256: Digest,
    /// Why; may be empty for an approval.
    pub comment: String,
}
