//! The history.

use serde::{Deserialize, Serialize};

use super::people::PersonRef;
use crate::ids::EventId;
use crate::input::AuditFilter;
use crate::time::UnixMillis;

/// One event in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Which.
    pub id: EventId,
    /// When.
    pub at: UnixMillis,
    /// Who.
    pub actor: PersonRef,
    /// From where, when it came over the network.
    pub address: Option<String>,
    /// What, for machines: `window.approved`.
    pub action: String,
    /// About what kind of thing: `window`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// What, for people.
    pub sentence: String,
    /// Its place in the log.
    pub log_index: Option<u64>,
    /// Whether a signed checkpoint covers it.
    pub in_checkpoint: bool,
}

/// The log's newest signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogState {
    /// Leaves that it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: UnixMillis,
}

/// Events by filter, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditList {
    /// The rows of this page.
    pub rows: Vec<AuditRow>,
    /// How many match on all pages.
    pub total: u64,
    /// The filter that was used.
    pub filter: AuditFilter,
    /// The actions that occur, to filter by.
    pub actions: Vec<String>,
    /// The newest checkpoint.
    pub log: Option<LogState>,
    /// Leaves that wait for a checkpoint.
    pub unpublished: u64,
}

/// One event in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The row.
    pub row: AuditRow,
    /// What was before, as JSON text.
    pub before: Option<String>,
    /// What is after, as JSON text.
    pub after: Option<String>,
    /// The leaf's bytes as they stand in the log (canonical JSON text).
    pub leaf: Option<String>,
    /// The newest checkpoint.
    pub log: Option<LogState>,
}
