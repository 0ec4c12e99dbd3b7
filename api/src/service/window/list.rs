//! Windows by filter.

use quiesce_types::input::WindowFilter;
use quiesce_types::view::WindowRow;

use super::consent::Consent;
use super::row::row;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::window;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// The windows that match, the latest start first.
pub fn list(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    filter: &WindowFilter,
) -> Result<Vec<WindowRow>, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let mut rows = Vec::new();
        for window in window::all(conn)? {
            let state = window.state()?;
            if filter.state.is_none_or(|wanted| wanted == state) {
                let consent = Consent::load(conn, &window)?;
                rows.push(row(&fleet, &window, &consent)?);
            }
        }
        Ok(rows)
    })
}
