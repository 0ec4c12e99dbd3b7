//! The first page: what needs me now, and how the fleet is.

use serde::{Deserialize, Serialize};

use quiesce_trust::Digest;

use super::build::BuildRow;
use super::people::{ExperimentRef, Me};
use super::progress::DeploymentCounts;
use super::window::WindowRow;
use crate::ids::WindowNumber;
use crate::role::Severity;
use crate::time::UnixMillis;

/// A window that waits for the viewer's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowDecision {
    /// The window.
    pub window: WindowRow,
    /// The experiment that the viewer is asked for.
    pub experiment: ExperimentRef,
    /// Hosts of the window that this experiment depends on.
    pub hosts_of_mine: u64,
    /// The worst severity among its updates.
    pub severity: Option<Severity>,
    /// What an approval must name.
    pub revision_sha256: Digest,
    /// Approvals of this experiment so far.
    pub given: u32,
    /// Approvals that it needs.
    pub quorum: u32,
}

/// A window that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningWindow {
    /// The window.
    pub window: WindowRow,
    /// Its deployments by state.
    pub counts: DeploymentCounts,
    /// Median of the pauses, in nanoseconds.
    pub median_pause_ns: Option<u64>,
    /// The worst pause, in nanoseconds.
    pub worst_pause_ns: Option<u64>,
}

/// Hosts counted, for counters that filter when clicked. `pending` and `denied` hosts are counted there only;
/// the others are the allowed ones by health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FleetCounters {
    /// All hosts.
    pub total: u64,
    /// Allowed and up to date.
    pub up_to_date: u64,
    /// Allowed and out of date.
    pub out_of_date: u64,
    /// Allowed, with a kernel that nothing is released for.
    pub unsupported: u64,
    /// Allowed and silent.
    pub inactive: u64,
    /// Waiting for an admin.
    pub pending: u64,
    /// Denied.
    pub denied: u64,
    /// Hosts with a failed deployment as the last word on some update; they are in another counter too.
    pub failed: u64,
}

/// The first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// Who looks.
    pub me: Me,
    /// When this was true.
    pub now: UnixMillis,
    /// Windows that wait for the viewer.
    pub decisions: Vec<WindowDecision>,
    /// Build requests that wait for the viewer's review.
    pub reviews: Vec<BuildRow>,
    /// Windows that run.
    pub running: Vec<RunningWindow>,
    /// Windows to come, soonest first.
    pub next: Vec<WindowRow>,
    /// The fleet.
    pub fleet: FleetCounters,
    /// How many hosts wait for an admin, when the viewer is one; else 0.
    pub pending_hosts: u64,
    /// Build requests on their way, newest first.
    pub builds: Vec<BuildRow>,
    /// The last few windows that ended, newest first.
    pub recent: Vec<WindowNumber>,
}
