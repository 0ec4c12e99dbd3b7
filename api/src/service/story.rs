//! Audit events as pages show them.

use quiesce_types::view::{AuditRow, LogState, PersonRef};
use quiesce_types::{EventId, PersonId, UnixMillis};

use crate::db::AnyConnection;
use crate::db::models::EventRecord;
use crate::db::queries::{audit, log};
use crate::error::ServiceError;

/// The newest checkpoint.
pub(crate) fn log_state(conn: &mut AnyConnection) -> Result<Option<LogState>, ServiceError> {
    Ok(log::checkpoint(conn)?.map(|c| LogState {
        size: u64::try_from(c.size).unwrap_or(0),
        note: c.note,
        at: UnixMillis(c.at),
    }))
}

/// One thing's story, oldest first.
pub(crate) fn of(
    conn: &mut AnyConnection,
    kind: &str,
    id: &str,
) -> Result<Vec<AuditRow>, ServiceError> {
    let events = audit::story(conn, kind, id)?;
    rows(conn, events)
}

/// Events with their places in the log.
pub(crate) fn rows(
    conn: &mut AnyConnection,
    events: Vec<audit::Logged>,
) -> Result<Vec<AuditRow>, ServiceError> {
    let covered = log_state(conn)?.map_or(0, |log| log.size);
    Ok(events
        .into_iter()
        .map(|(event, index)| row(event, index, covered))
        .collect())
}

/// One event. `covered`: the size of the newest checkpoint.
pub(crate) fn row(event: EventRecord, index: Option<i64>, covered: u64) -> AuditRow {
    let index = index.and_then(|i| u64::try_from(i).ok());
    let person = if event.actor_kind == "person" {
        event
            .actor_id
            .as_deref()
            .and_then(|id| id.parse::<PersonId>().ok())
    } else {
        None
    };
    AuditRow {
        id: EventId(event.id),
        at: UnixMillis(event.at),
        actor: PersonRef {
            id: person,
            name: event.actor_name,
        },
        address: event.address,
        action: event.action,
        subject_kind: event.subject_kind,
        subject_id: event.subject_id,
        sentence: event.sentence,
        log_index: index,
        in_checkpoint: index.is_some_and(|i| i < covered),
    }
}
