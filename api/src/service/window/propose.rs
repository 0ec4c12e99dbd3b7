//! Proposes a window: its first revision.

use quiesce_types::input::WindowDraft;
use quiesce_types::{Role, WindowNumber, WindowState};

use super::advance::move_to;
use super::plan::plan;
use super::revise::store;
use super::revision::host_count;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::WindowRecord;
use crate::db::queries::window;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// Who may propose and revise.
pub(super) const AUTHORS: &[Role] = &[Role::Admin, Role::Coordinator];

/// Proposes a window. The affected experiments follow from the hosts; nobody chooses them.
pub fn propose(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    draft: &WindowDraft,
) -> Result<WindowNumber, ServiceError> {
    actor.must_be(AUTHORS, "propose a window")?;
    let author = actor.account()?;
    let now = clock.now();
    db.write(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let row = WindowRecord {
            id: 0,
            title: draft.title.trim().to_owned(),
            state: WindowState::Draft.word().to_owned(),
            revision: 1,
            starts_at: draft.starts_at.0,
            ends_at: draft.ends_at.0,
            version: 1,
            created_at: now.0,
            permit: None,
            permit_sha256: None,
            permit_leaf_index: None,
            permit_problem: None,
        };
        let number = window::insert(conn, row.clone())?;
        let mut row = WindowRecord {
            id: number.0,
            ..row
        };
        let revision = plan(&fleet, draft, number, 1)?;
        store(conn, now, author, draft, &revision)?;
        let codes: Vec<&str> = revision.affected.iter().map(|a| a.code.as_str()).collect();
        let remark = format!(
            "It is for {} and needs the word of {}.",
            host_count(revision.hosts.len()),
            codes.join(", ")
        );
        move_to(conn, now, actor, &mut row, WindowState::Proposed, &remark)?;
        Ok(number)
    })
}
