//! Hosts, groups and enrolment tokens.

use serde::{Deserialize, Serialize};

use quiesce_trust::manifest::{Kernel, UpdateKind};
use quiesce_trust::{HostId, KernelRelease, UpdateId};

use super::audit::AuditRow;
use super::people::{ExperimentRef, GroupRef, PersonRef};
use crate::host_api::Pause;
use crate::ids::{GroupId, WindowNumber};
use crate::input::HostFilter;
use crate::state::{DeploymentState, Health, HostState};
use crate::time::UnixMillis;

/// A host in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRow {
    /// Which.
    pub id: HostId,
    /// Its name.
    pub hostname: String,
    /// Whether it may take part.
    pub state: HostState,
    /// How it is.
    pub health: Health,
    /// What it runs.
    pub kernel: Kernel,
    /// Version of the core module, when loaded.
    pub core: Option<String>,
    /// Updates in force, oldest first; the last one names the effective kernel.
    pub in_force: Vec<UpdateId>,
    /// Released updates for its kernel that it lacks.
    pub missing: Vec<UpdateId>,
    /// Its groups.
    pub groups: Vec<GroupRef>,
    /// When it last checked in.
    pub last_seen: Option<UnixMillis>,
}

/// Hosts by filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostList {
    /// The rows of this page, by host name.
    pub rows: Vec<HostRow>,
    /// How many match on all pages.
    pub total: u64,
    /// The filter that was used.
    pub filter: HostFilter,
    /// Counters over all hosts, whatever the filter.
    pub counters: super::FleetCounters,
    /// Groups to filter by.
    pub groups: Vec<GroupRow>,
    /// Kernels to filter by.
    pub kernels: Vec<KernelRelease>,
    /// Whether the viewer may allow, deny and give out tokens.
    pub may_manage: bool,
}

/// An update on a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectiveUpdate {
    /// Which.
    pub id: UpdateId,
    /// Its title.
    pub title: String,
    /// What kind, when the update is one of ours.
    pub kind: Option<UpdateKind>,
    /// Whether its functions are in force.
    pub in_force: bool,
}

/// What became of one update on the host in one window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostDeployment {
    /// The window.
    pub window: WindowNumber,
    /// Its title.
    pub window_title: String,
    /// The update.
    pub update: UpdateId,
    /// Its title.
    pub update_title: String,
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

/// One host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPage {
    /// The row.
    pub row: HostRow,
    /// Version of the agent.
    pub agent: Option<String>,
    /// When it enrolled.
    pub enrolled_at: UnixMillis,
    /// Experiments that depend on it.
    pub affected: Vec<ExperimentRef>,
    /// What the core reports as present.
    pub loaded: Vec<EffectiveUpdate>,
    /// Released updates that it lacks.
    pub missing: Vec<EffectiveUpdate>,
    /// Its deployments, newest first.
    pub deployments: Vec<HostDeployment>,
    /// What happened to it, newest first.
    pub story: Vec<AuditRow>,
    /// Whether the viewer may allow or deny it.
    pub may_manage: bool,
}

/// A host group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Which.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// What its hosts do.
    pub description: String,
    /// Experiments that depend on it.
    pub stakes: Vec<ExperimentRef>,
    /// Members, allowed or not.
    pub hosts: u64,
}

/// A token that was just made. Its text is shown once, here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedToken {
    /// What the host's admin passes to `quiesce enrol`.
    pub token: String,
    /// When it expires.
    pub expires_at: UnixMillis,
    /// The group the host joins.
    pub group: Option<GroupRef>,
}

/// A token in the list; its text is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRow {
    /// When it was given out.
    pub created_at: UnixMillis,
    /// By whom.
    pub by: PersonRef,
    /// When it expires.
    pub expires_at: UnixMillis,
    /// The group the host joins.
    pub group: Option<GroupRef>,
    /// The host that used it.
    pub used_by: Option<HostId>,
}
