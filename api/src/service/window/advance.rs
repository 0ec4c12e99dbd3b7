//! Moving a window from state to state, with its audit event. The only place where its state changes.

use quiesce_types::{UnixMillis, WindowState};

use crate::actor::Actor;
use crate::db::AnyConnection;
use crate::db::models::WindowRecord;
use crate::db::queries::window;
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Moves a window. `remark` is a sentence for people, or empty.
pub(super) fn move_to(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    of: &mut WindowRecord,
    next: WindowState,
    remark: &str,
) -> Result<(), ServiceError> {
    let before = of.state()?;
    let after = before.to(next)?;
    window::set_state(conn, of.number(), after)?;
    of.state = after.word().to_owned();
    let sentence = format!("{} (window {}) is {after}. {remark}", of.title, of.id);
    let event = Event {
        action: action(after),
        subject_kind: "window",
        subject_id: of.id.to_string(),
        sentence: sentence.trim_end().to_owned(),
        before: Some(before.word()),
        after: Some(after.word()),
    };
    record(conn, now, actor, event)
}

/// Ends a window whose start passed without the approvals.
pub(crate) fn expire(
    conn: &mut AnyConnection,
    now: UnixMillis,
    of: &mut WindowRecord,
) -> Result<(), ServiceError> {
    let remark = if of.state()? == WindowState::Approved {
        "Its end came before the signer gave a permit."
    } else {
        "Its start passed without the approvals that it needs."
    };
    move_to(
        conn,
        now,
        &Actor::server(),
        of,
        WindowState::Expired,
        remark,
    )
}

/// Ends a window at its end.
pub(crate) fn close(
    conn: &mut AnyConnection,
    now: UnixMillis,
    of: &mut WindowRecord,
) -> Result<(), ServiceError> {
    let remark = "Its end came: nothing new starts, what is in flight finishes.";
    move_to(conn, now, &Actor::server(), of, WindowState::Closed, remark)
}

fn action(state: WindowState) -> &'static str {
    match state {
        WindowState::Draft => "window.drafted",
        WindowState::Proposed => "window.proposed",
        WindowState::Approved => "window.approved",
        WindowState::Open => "window.opened",
        WindowState::Closed => "window.closed",
        WindowState::Rejected => "window.rejected",
        WindowState::Expired => "window.expired",
        WindowState::Paused => "window.paused",
        WindowState::Aborted => "window.aborted",
    }
}
