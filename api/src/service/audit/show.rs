//! One event.

use quiesce_types::EventId;
use quiesce_types::view::AuditPage;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::audit;
use crate::error::ServiceError;
use crate::service::story;

/// The event with what was before and after, and its leaf's bytes.
pub fn show(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    id: EventId,
) -> Result<AuditPage, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let (event, leaf) = audit::find(conn, id)?.ok_or(ServiceError::NotFound {
            what: "audit event",
        })?;
        let log = story::log_state(conn)?;
        let covered = log.as_ref().map_or(0, |l| l.size);
        Ok(AuditPage {
            before: event.before.clone(),
            after: event.after.clone(),
            row: story::row(event, leaf.as_ref().map(|l| l.idx), covered),
            leaf: leaf.map(|l| String::from_utf8_lossy(&l.data).into_owned()),
            log,
        })
    })
}
