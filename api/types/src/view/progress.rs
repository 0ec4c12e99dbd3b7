//! What the server-sent event streams of pages carry: always the whole state, so that one event is enough after a reconnect.

use serde::{Deserialize, Serialize};

use quiesce_trust::{HostId, UpdateId};

use crate::build::{LogLine, Verdict};
use crate::host_api::Pause;
use crate::state::{BuildState, DeploymentState, WindowState};
use crate::time::UnixMillis;

/// Deployments of a window, counted by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeploymentCounts {
    /// All of them.
    pub total: u64,
    /// Not taken yet.
    pub waiting: u64,
    /// Verified on the host.
    pub downloaded: u64,
    /// At the loader.
    pub applying: u64,
    /// In force.
    pub applied: u64,
    /// Will be tried again.
    pub busy: u64,
    /// Could not be applied.
    pub failed: u64,
    /// Not tried.
    pub skipped: u64,
    /// Undone again.
    pub undone: u64,
}

impl DeploymentCounts {
    /// Counts one deployment more.
    pub fn add(&mut self, state: DeploymentState) {
        self.total += 1;
        let counter = match state {
            DeploymentState::Waiting => &mut self.waiting,
            DeploymentState::Downloaded => &mut self.downloaded,
            DeploymentState::Applying => &mut self.applying,
            DeploymentState::Applied => &mut self.applied,
            DeploymentState::Busy => &mut self.busy,
            DeploymentState::Failed => &mut self.failed,
            DeploymentState::Skipped => &mut self.skipped,
            DeploymentState::Undone => &mut self.undone,
        };
        *counter += 1;
    }
}

/// One update on one host of a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostProgress {
    /// The host.
    pub host: HostId,
    /// Its name.
    pub hostname: String,
    /// The update.
    pub update: UpdateId,
    /// How far it is.
    pub state: DeploymentState,
    /// The code of a failure.
    pub code: Option<String>,
    /// What a person should know.
    pub message: Option<String>,
    /// How long the CPUs stood still.
    pub pause: Option<Pause>,
    /// When the state last changed.
    pub at: UnixMillis,
}

/// Data of an event `progress` on `/events/window/<number>`. The event's id is `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowProgress {
    /// Grows with each change of the window or its deployments.
    pub version: u64,
    /// Where the window stands.
    pub state: WindowState,
    /// All deployments by state.
    pub counts: DeploymentCounts,
    /// The deployments, by host name and then in the order of the updates.
    pub hosts: Vec<HostProgress>,
    /// Median of the pauses, in nanoseconds.
    pub median_pause_ns: Option<u64>,
    /// The worst pause, in nanoseconds.
    pub worst_pause_ns: Option<u64>,
}

/// Data of an event `progress` on `/events/build/<number>`. The event's id is `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildProgress {
    /// Number of log lines so far, and the state's place, folded so that it grows with each change.
    pub version: u64,
    /// Where the request stands.
    pub state: BuildState,
    /// The verdict, once there is one.
    pub verdict: Option<Verdict>,
    /// Log lines after those that the stream has sent before, in order.
    pub lines: Vec<LogLine>,
    /// Place of the first of `lines` in the log, from 0.
    pub first_line: u64,
}
