//! Events by filter.

use quiesce_types::input::AuditFilter;
use quiesce_types::view::AuditList;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::{audit, log};
use crate::error::ServiceError;
use crate::service::story;

/// One page of the events that match, newest first.
pub fn list(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    filter: &AuditFilter,
) -> Result<AuditList, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let (events, total) = audit::list(conn, filter)?;
        let log_state = story::log_state(conn)?;
        let covered = log_state.as_ref().map_or(0, |l| l.size);
        Ok(AuditList {
            rows: story::rows(conn, events)?,
            total,
            filter: filter.clone(),
            actions: audit::actions(conn)?,
            unpublished: log::count(conn)?.saturating_sub(covered),
            log: log_state,
        })
    })
}
