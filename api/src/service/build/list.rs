//! Requests by filter.

use quiesce_types::input::BuildFilter;
use quiesce_types::view::BuildRow;

use super::row::row;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::queries::build;
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;

/// The requests that match, newest first.
pub fn list(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    filter: &BuildFilter,
) -> Result<Vec<BuildRow>, ServiceError> {
    actor.may_see()?;
    db.read(|conn| matching(conn, filter))
}

/// The same, within a transaction.
pub(crate) fn matching(
    conn: &mut AnyConnection,
    filter: &BuildFilter,
) -> Result<Vec<BuildRow>, ServiceError> {
    let requests = build::list(conn, filter.state, &filter.text)?;
    requests.iter().map(|request| row(conn, request)).collect()
}
