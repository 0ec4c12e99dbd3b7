//! Updates.

use serde::{Deserialize, Serialize};

use quiesce_trust::manifest::{Kernel, UpdateKind};
use quiesce_trust::{Digest, UpdateId};

use crate::ids::BuildRequestId;
use crate::role::Severity;
use crate::state::UpdateState;
use crate::time::UnixMillis;

/// An update in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRow {
    /// Which.
    pub id: UpdateId,
    /// One line for people.
    pub title: String,
    /// What kind.
    pub kind: UpdateKind,
    /// How bad what it closes is.
    pub severity: Severity,
    /// CVE names.
    pub cves: Vec<String>,
    /// Whether it may go into windows.
    pub state: UpdateState,
    /// The build request it came from.
    pub request: BuildRequestId,
    /// The kernel it is for.
    pub kernel: Kernel,
    /// Its place in that kernel's series.
    pub order: u64,
    /// Names of the functions it replaces.
    pub functions: Vec<String>,
    /// SHA-256 of the signed bundle.
    pub bundle: Digest,
    /// Bytes of the bundle.
    pub size: u64,
    /// When it was released.
    pub released_at: UnixMillis,
    /// Allowed hosts that run it.
    pub applied_on: u64,
    /// Allowed hosts with its kernel that do not.
    pub missing_on: u64,
}
