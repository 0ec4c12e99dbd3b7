//! Stops a running window for a while. What is in flight on hosts finishes; nothing new is offered.

use quiesce_types::{Role, WindowNumber, WindowState};

use super::advance::move_to;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::window;
use crate::error::ServiceError;

/// Pauses an open window.
pub fn pause(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
) -> Result<(), ServiceError> {
    set(db, clock, actor, number, WindowState::Paused)
}

/// Resumes a paused window.
pub fn resume(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
) -> Result<(), ServiceError> {
    set(db, clock, actor, number, WindowState::Open)
}

fn set(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    next: WindowState,
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "pause or resume a window")?;
    let now = clock.now();
    db.write(|conn| {
        let mut row =
            window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        if !row.state()?.is_running() {
            return Err(ServiceError::conflict(
                "not_running",
                format!(
                    "The window is {}: only one that runs can be paused or resumed.",
                    row.state
                ),
            ));
        }
        move_to(conn, now, actor, &mut row, next, "")
    })
}
