//! Audit events, log leaves, checkpoints.

use diesel::prelude::*;

use crate::db::schema::{audit_events, checkpoints, log_leaves};

/// A row of `audit_events`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
pub(crate) struct EventRecord {
    pub id: i64,
    pub at: i64,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub actor_name: String,
    pub address: Option<String>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub sentence: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A row of `log_leaves`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = log_leaves)]
pub(crate) struct LeafRecord {
    pub idx: i64,
    pub data: Vec<u8>,
    pub event_id: Option<i64>,
}

/// A row of `checkpoints`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = checkpoints)]
pub(crate) struct CheckpointRecord {
    pub size: i64,
    pub note: String,
    pub at: i64,
}
