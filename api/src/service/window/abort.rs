//! Ends a window early, for good.

use quiesce_types::{Role, WindowNumber, WindowState};

use super::advance::move_to;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::window;
use crate::error::ServiceError;

/// Aborts a window that is not over. What hosts have applied stays applied; see [`undo_on`](super::undo_on).
pub fn abort(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    reason: &str,
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "abort a window")?;
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > 2000 {
        return Err(ServiceError::field(
            "reason",
            "Say why, in at most 2,000 characters.",
        ));
    }
    let now = clock.now();
    db.write(|conn| {
        let mut row =
            window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let remark = format!("“{reason}”");
        move_to(conn, now, actor, &mut row, WindowState::Aborted, &remark)
    })
}
