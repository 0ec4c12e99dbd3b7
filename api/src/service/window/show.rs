//! One window, as the person who looks at it needs it.

mod approvals;
mod facts;

use quiesce_types::view::{WindowActions, WindowPage};
use quiesce_types::{Role, WindowNumber, WindowState};

use super::checks::checks;
use super::consent::Consent;
use super::progress;
use super::propose::AUTHORS;
use super::row::row;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::WindowRecord;
use crate::db::queries::window;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::story;

/// The window with its revision in plain facts, who said what, how it goes, and what the viewer may do.
pub fn show(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
) -> Result<WindowPage, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        let found = window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let fleet = Fleet::load(conn, now)?;
        let consent = Consent::load(conn, &found)?;
        let progress = progress::of(conn, &found)?;
        let applied = progress.counts.applied > 0;
        Ok(WindowPage {
            row: row(&fleet, &found, &consent)?,
            now,
            facts: facts::facts(conn, &consent)?,
            hosts: facts::hosts(&fleet, &consent)?,
            updates: facts::updates(&fleet, &consent)?,
            approvals: approvals::approvals(conn, actor, &fleet, &found, &consent)?,
            checks: checks(conn, &fleet, &found, &consent)?,
            progress: Some(progress).filter(|p| p.counts.total > 0),
            revisions: facts::revisions(conn, number)?,
            story: story::of(conn, "window", &number.to_string())?,
            actions: actions(actor, &found, &consent, now.0, applied)?,
            permit: found
                .permit_sha256
                .as_deref()
                .map(crate::db::parsed)
                .transpose()?,
            permit_log_index: found.permit_leaf_index.and_then(|i| u64::try_from(i).ok()),
        })
    })
}

fn actions(
    actor: &Actor,
    window: &WindowRecord,
    consent: &Consent,
    now: i64,
    applied: bool,
) -> Result<WindowActions, ServiceError> {
    let state = window.state()?;
    let admin = actor.is_one_of(&[Role::Admin]);
    let may = |next: WindowState| state.next().contains(&next);
    let author = actor
        .me()
        .and_then(|me| me.id)
        .is_some_and(|id| id.0 == consent.record.author_id);
    Ok(WindowActions {
        revise: may(WindowState::Proposed)
            && actor.me().is_some()
            && actor.is_one_of(AUTHORS)
            && (admin || author),
        open: admin && state == WindowState::Approved && now >= window.starts_at,
        pause: admin && state == WindowState::Open,
        resume: admin && state == WindowState::Paused,
        abort: admin && may(WindowState::Aborted),
        undo: admin && applied,
    })
}
