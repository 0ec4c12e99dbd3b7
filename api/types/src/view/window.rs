//! Windows: what they will do, who said what, and how they go.

use serde::{Deserialize, Serialize};

use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{Digest, HostId, KernelRelease, UpdateId};

use super::audit::AuditRow;
use super::host::GroupRow;
use super::people::{ExperimentRef, GroupRef, PersonRef};
use super::progress::WindowProgress;
use super::update::UpdateRow;
use crate::ids::WindowNumber;
use crate::role::{Decision, Severity};
use crate::state::{Health, HostState, WindowState};
use crate::time::UnixMillis;

/// A window in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowRow {
    /// Which.
    pub number: WindowNumber,
    /// One line for people.
    pub title: String,
    /// Where it stands.
    pub state: WindowState,
    /// When it opens.
    pub starts_at: UnixMillis,
    /// When it ends.
    pub ends_at: UnixMillis,
    /// The zone its times are spoken of in.
    pub time_zone: String,
    /// Number of the current revision, from 1.
    pub revision: u32,
    /// Hosts in it.
    pub hosts: u64,
    /// Updates in it, core modules not counted.
    pub updates: u64,
    /// Affected experiments.
    pub affected: Vec<ExperimentRef>,
    /// How many of them have their quorum.
    pub approved_by: u32,
}

/// The current revision in plain facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowFacts {
    /// Number of the revision.
    pub revision: u32,
    /// What an approval must name.
    pub sha256: Digest,
    /// Who wrote this revision.
    pub author: PersonRef,
    /// When it was proposed.
    pub proposed_at: UnixMillis,
    /// The author's note.
    pub note: String,
    /// Host groups as they were then.
    pub groups: Vec<GroupRef>,
    /// The canonical form that the hash is over (JSON text).
    pub canonical: String,
}

/// A host in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowHost {
    /// Which.
    pub id: HostId,
    /// Its name.
    pub hostname: String,
    /// Its kernel.
    pub kernel: KernelRelease,
    /// Whether it may take part, now.
    pub state: HostState,
    /// How it is, now.
    pub health: Health,
    /// Codes of the experiments that depend on it.
    pub experiments: Vec<String>,
}

/// An update in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowUpdate {
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
    /// Its kernel.
    pub kernel: KernelRelease,
    /// Functions it replaces.
    pub functions: Vec<String>,
    /// SHA-256 of the bundle.
    pub bundle: Digest,
    /// Hosts of the window that run its kernel.
    pub hosts: u64,
    /// Whether the server added it because others need it (a core module).
    pub added: bool,
}

/// One word on a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRow {
    /// Who.
    pub person: PersonRef,
    /// What.
    pub decision: Decision,
    /// Why.
    pub comment: String,
    /// When.
    pub at: UnixMillis,
    /// The revision it was about.
    pub revision: u32,
    /// Whether a later revision voided it.
    pub voided: bool,
    /// Whether it counts towards the quorum; an author who approves alone does not.
    pub counts: bool,
}

/// What one affected experiment said to the current revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentApproval {
    /// The experiment.
    pub experiment: ExperimentRef,
    /// Hosts of the window that it depends on.
    pub hosts: u64,
    /// Approvals that count.
    pub given: u32,
    /// Approvals needed.
    pub quorum: u32,
    /// Whether someone rejected it.
    pub rejected: bool,
    /// Words on the current revision, oldest first.
    pub approvals: Vec<ApprovalRow>,
    /// Words on revisions before, which were voided.
    pub voided: Vec<ApprovalRow>,
    /// Who may decide for it.
    pub coordinators: Vec<PersonRef>,
    /// Whether the viewer may decide for it now.
    pub may_decide: bool,
    /// What the viewer said to the current revision, if anything.
    pub mine: Option<Decision>,
}

/// How serious a check's finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckLevel {
    /// Nothing found.
    Good,
    /// Someone should look.
    Warning,
    /// It will not go as planned.
    Bad,
}

/// One of the checks shown before anyone approves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Machine code: `overlap`, `inactive`, `denied`, `no_artifact`, `unsupported`.
    pub code: String,
    /// How serious.
    pub level: CheckLevel,
    /// A chip's words.
    pub label: String,
    /// What was found, with names.
    pub detail: String,
}

/// A revision in the history of the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionRow {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub sha256: Digest,
    /// Who wrote it.
    pub author: PersonRef,
    /// When.
    pub at: UnixMillis,
    /// What changed since the one before, a sentence each; empty for the first.
    pub changes: Vec<String>,
}

/// What the viewer may do to the window now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WindowActions {
    /// Revise it.
    pub revise: bool,
    /// Open it by hand: it is approved and its time has come.
    pub open: bool,
    /// Pause it.
    pub pause: bool,
    /// Resume it.
    pub resume: bool,
    /// Abort it.
    pub abort: bool,
    /// Undo its updates on chosen hosts.
    pub undo: bool,
}

/// One window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPage {
    /// The row.
    pub row: WindowRow,
    /// When this was true.
    pub now: UnixMillis,
    /// The current revision.
    pub facts: WindowFacts,
    /// Its hosts, by name.
    pub hosts: Vec<WindowHost>,
    /// Its updates, in the order of applying.
    pub updates: Vec<WindowUpdate>,
    /// What each affected experiment said.
    pub approvals: Vec<ExperimentApproval>,
    /// What the server found.
    pub checks: Vec<Check>,
    /// How it goes, from its opening on.
    pub progress: Option<WindowProgress>,
    /// Its revisions, newest first.
    pub revisions: Vec<RevisionRow>,
    /// What happened, oldest first.
    pub story: Vec<AuditRow>,
    /// What the viewer may do.
    pub actions: WindowActions,
    /// SHA-256 of the permit's envelope payload, once signed.
    pub permit: Option<Digest>,
    /// Index of its `permit:` leaf in the log.
    pub permit_log_index: Option<u64>,
}

/// What the form for a new window offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowChoices {
    /// Groups to choose from.
    pub groups: Vec<GroupRow>,
    /// Released updates to choose from, core modules not among them.
    pub updates: Vec<UpdateRow>,
    /// Whether the viewer may propose.
    pub may_propose: bool,
}
