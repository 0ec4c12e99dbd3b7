//! Opens windows at their start, ends them at their end, and ends those that nobody approved in time.

use quiesce_trust::signing::{Answer, Ask};
use quiesce_types::{WindowNumber, WindowState};

use crate::db::queries::window;
use crate::error::ServiceError;
use crate::server::AppState;
use crate::service::window::{Opening, close, expire, opening};

/// One look at all windows that time may move.
pub(super) fn look(state: &AppState) -> Result<(), ServiceError> {
    let now = state.clock().now();
    let waiting = [
        WindowState::Proposed,
        WindowState::Rejected,
        WindowState::Approved,
        WindowState::Open,
        WindowState::Paused,
    ];
    let due = state.db().read(|conn| {
        let mut due = window::in_states(conn, &waiting)?;
        due.retain(|w| now.0 >= w.starts_at);
        Ok(due)
    })?;
    for found in due {
        let number = found.number();
        match found.state()? {
            WindowState::Approved if now.0 < found.ends_at => open(state, number)?,
            WindowState::Proposed | WindowState::Rejected | WindowState::Approved => {
                end(state, number)?;
            }
            WindowState::Open | WindowState::Paused if now.0 >= found.ends_at => {
                end(state, number)?;
            }
            WindowState::Open
            | WindowState::Paused
            | WindowState::Draft
            | WindowState::Closed
            | WindowState::Expired
            | WindowState::Aborted => {}
        }
    }
    Ok(())
}

/// Ends a window, judged anew inside the transaction: someone may have changed it since we looked.
fn end(state: &AppState, number: WindowNumber) -> Result<(), ServiceError> {
    let now = state.clock().now();
    state.db().write(|conn| {
        let Some(mut found) = window::find(conn, number)? else {
            return Ok(());
        };
        let over = now.0 >= found.ends_at;
        let begun = now.0 >= found.starts_at;
        match found.state()? {
            WindowState::Open | WindowState::Paused if over => close(conn, now, &mut found),
            WindowState::Approved if over => expire(conn, now, &mut found),
            WindowState::Proposed | WindowState::Rejected if begun => expire(conn, now, &mut found),
            WindowState::Approved
            | WindowState::Proposed
            | WindowState::Rejected
            | WindowState::Open
            | WindowState::Paused
            | WindowState::Draft
            | WindowState::Closed
            | WindowState::Expired
            | WindowState::Aborted => Ok(()),
        }
    })
}

/// Gets the permit and opens the window. The signer is asked outside of any transaction; when it says no, the window's page says why.
fn open(state: &AppState, number: WindowNumber) -> Result<(), ServiceError> {
    let now = state.clock().now();
    let wanted: Option<Opening> = state.db().read(|conn| match window::find(conn, number)? {
        Some(found) => opening(conn, now, &found),
        None => Ok(None),
    })?;
    let Some(wanted) = wanted else { return Ok(()) };
    let envelope = match state.signer().ask(&Ask::SignPermit {
        permit: wanted.permit.clone(),
    }) {
        Ok(Answer::Permit { envelope }) => envelope,
        Ok(other) => return Err(state.signer().unexpected(&other)),
        Err(error) => {
            let problem = error.sentence();
            state.db().write(|conn| {
                let known = window::find(conn, number)?.and_then(|w| w.permit_problem);
                if known.as_deref() == Some(problem.as_str()) {
                    return Ok(());
                }
                Ok(window::set_permit_problem(conn, number, &problem)?)
            })?;
            return Err(error);
        }
    };
    let now = state.clock().now();
    state.db().write(|conn| wanted.finish(conn, now, &envelope))
}
