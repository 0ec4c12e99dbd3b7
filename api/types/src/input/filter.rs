//! Filters of lists, as they stand in a page's address. An empty filter shows everything. Pages count from 1; 0 is read as 1.

use serde::{Deserialize, Serialize};

use quiesce_trust::KernelRelease;

use crate::ids::{GroupId, PersonId};
use crate::state::{BuildState, Health, HostState, WindowState};
use crate::time::UnixMillis;

/// Rows a page.
pub const PAGE_ROWS: u32 = 100;

/// Which hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HostFilter {
    /// Part of the host name or id.
    pub text: String,
    /// Only in this state.
    pub state: Option<HostState>,
    /// Only in this health.
    pub health: Option<Health>,
    /// Only with a failed deployment as the last word on some update.
    pub failed: bool,
    /// Only in this group.
    pub group: Option<GroupId>,
    /// Only with this kernel.
    pub kernel: Option<KernelRelease>,
    /// Which page.
    pub page: u32,
}

/// Which build requests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BuildFilter {
    /// Only in this state.
    pub state: Option<BuildState>,
    /// Part of the title, or an update's id.
    pub text: String,
}

/// Which windows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowFilter {
    /// Only in this state.
    pub state: Option<WindowState>,
}

/// Which audit events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Part of the sentence, the actor's name or the subject.
    pub text: String,
    /// Only this action, for example `window.approved`, or this noun with all its actions, for example `window`.
    pub action: String,
    /// Only about this kind of thing, for example `window`, `host`, `build_request`.
    pub subject_kind: String,
    /// Only about this one, with `subject_kind`.
    pub subject_id: String,
    /// Only by this person.
    pub person: Option<PersonId>,
    /// Not before this time.
    pub from: Option<UnixMillis>,
    /// Before this time.
    pub until: Option<UnixMillis>,
    /// Which page; the newest events come first.
    pub page: u32,
}
