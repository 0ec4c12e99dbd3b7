//! Windows, revisions, approvals, deployments.

use diesel::prelude::*;

use quiesce_trust::dsse::Envelope;
use quiesce_trust::{Digest, HostId, UpdateId};
use quiesce_types::host_api::Pause;
use quiesce_types::{Decision, DeploymentState, UnixMillis, WindowNumber, WindowState};

use crate::db::Found;
use crate::db::schema::{approvals, deployments, undo_orders, window_revisions, windows};
use crate::db::stored::{from_json, parsed, unsigned};

/// A row of `windows`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = windows)]
pub(crate) struct WindowRecord {
    pub id: i64,
    pub title: String,
    pub state: String,
    pub revision: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub version: i64,
    pub created_at: i64,
    pub permit: Option<String>,
    pub permit_sha256: Option<String>,
    pub permit_leaf_index: Option<i64>,
    pub permit_problem: Option<String>,
}

impl WindowRecord {
    pub fn number(&self) -> WindowNumber {
        WindowNumber(self.id)
    }

    pub fn state(&self) -> Found<WindowState> {
        parsed(&self.state)
    }

    pub fn permit(&self) -> Found<Option<Envelope>> {
        self.permit.as_deref().map(from_json).transpose()
    }

    /// Whether the time is inside the window: from its start on and before its end.
    pub fn contains(&self, now: UnixMillis) -> bool {
        self.starts_at <= now.0 && now.0 < self.ends_at
    }
}

/// A row of `window_revisions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = window_revisions)]
pub(crate) struct RevisionRecord {
    pub window_id: i64,
    pub number: i64,
    pub sha256: String,
    pub canonical: String,
    pub title: String,
    pub note: String,
    pub author_id: i64,
    pub created_at: i64,
}

impl RevisionRecord {
    pub fn number(&self) -> Found<u32> {
        unsigned(self.number)
    }

    pub fn sha256(&self) -> Found<Digest> {
        parsed(&self.sha256)
    }
}

/// A row of `approvals`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = approvals)]
pub(crate) struct ApprovalRecord {
    pub id: i64,
    pub window_id: i64,
    pub revision: i64,
    pub revision_sha256: String,
    pub experiment_id: i64,
    pub person_id: i64,
    pub decision: String,
    pub comment: String,
    pub at: i64,
    pub voided_at: Option<i64>,
}

impl ApprovalRecord {
    pub fn decision(&self) -> Found<Decision> {
        parsed(&self.decision)
    }
}

/// A row of `deployments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deployments)]
pub(crate) struct DeploymentRecord {
    pub window_id: i64,
    pub host_id: String,
    pub update_id: String,
    /// The update's place in the order of applying.
    pub place: i64,
    pub state: String,
    pub code: Option<String>,
    pub message: Option<String>,
    pub rendezvous_ns: Option<i64>,
    pub check_ns: Option<i64>,
    pub write_ns: Option<i64>,
    pub total_ns: Option<i64>,
    pub at: i64,
}

impl DeploymentRecord {
    pub fn host(&self) -> Found<HostId> {
        parsed(&self.host_id)
    }

    pub fn update(&self) -> Found<UpdateId> {
        parsed(&self.update_id)
    }

    pub fn state(&self) -> Found<DeploymentState> {
        parsed(&self.state)
    }

    /// How long the CPUs stood still.
    pub fn pause(&self) -> Found<Option<Pause>> {
        match (
            self.rendezvous_ns,
            self.check_ns,
            self.write_ns,
            self.total_ns,
        ) {
            (Some(rendezvous), Some(check), Some(write), Some(total)) => Ok(Some(Pause {
                rendezvous_ns: unsigned(rendezvous)?,
                check_ns: unsigned(check)?,
                write_ns: unsigned(write)?,
                total_ns: unsigned(total)?,
            })),
            _ => Ok(None),
        }
    }
}

/// A row of `undo_orders`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = undo_orders)]
pub(crate) struct UndoRecord {
    pub host_id: String,
    pub update_id: String,
    pub window_id: i64,
    pub ordered_at: i64,
}

impl UndoRecord {
    pub fn update(&self) -> Found<UpdateId> {
        parsed(&self.update_id)
    }
}
