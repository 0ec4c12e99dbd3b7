//! Revises a window. A material change voids what was said to the revision before.

use quiesce_types::input::WindowDraft;
use quiesce_types::{PersonId, Role, UnixMillis, WindowNumber, WindowState};

use super::advance::move_to;
use super::consent::Consent;
use super::plan::plan;
use super::propose::AUTHORS;
use super::revision::Revision;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::models::RevisionRecord;
use crate::db::queries::{approval, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::record::{Event, record};

/// Makes a new revision. Only before the window opens, and only by its author or an admin.
pub fn revise(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    draft: &WindowDraft,
) -> Result<(), ServiceError> {
    actor.must_be(AUTHORS, "revise a window")?;
    let author = actor.account()?;
    let now = clock.now();
    db.write(|conn| {
        let mut row =
            window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let before = Consent::load(conn, &row)?;
        if before.record.author_id != author.0 && !actor.is_one_of(&[Role::Admin]) {
            return Err(ServiceError::denied(
                "author_or_admin",
                "Only the window's author or an admin may revise it. Ask one of them.",
            ));
        }
        // Refused before anything else is looked at: an open window's revision is what hosts hold a permit for.
        row.state()?.to(WindowState::Proposed)?;
        let fleet = Fleet::load(conn, now)?;
        let revision = plan(&fleet, draft, number, before.revision.revision + 1)?;
        let changes = revision.changes_since(&before.revision);
        if changes.is_empty() {
            return Err(ServiceError::conflict(
                "nothing_changed",
                "Times, hosts and updates are as they were: there is nothing to approve anew.",
            ));
        }
        let voided = void(conn, now, &before)?;
        store(conn, now, author, draft, &revision)?;
        row.title = draft.title.trim().to_owned();
        let remark = format!(
            "Revision {} by {}. {}",
            revision.revision,
            actor.name(),
            changes.join(" ")
        );
        move_to(conn, now, actor, &mut row, WindowState::Proposed, &remark)?;
        if voided.is_empty() {
            return Ok(());
        }
        let event = Event {
            action: "approval.voided",
            subject_kind: "window",
            subject_id: number.to_string(),
            sentence: format!(
                "Revision {} voids what was said to the one before by {}.",
                revision.revision,
                voided.join(", ")
            ),
            before: None,
            after: None,
        };
        record(conn, now, actor, event)
    })
}

/// Voids all decisions that stood; returns whose they were: `Ada (STAR)`.
fn void(
    conn: &mut AnyConnection,
    now: UnixMillis,
    consent: &Consent,
) -> Result<Vec<String>, ServiceError> {
    let mut whose = Vec::new();
    for (a, person) in &consent.standing {
        approval::void(conn, a.id, now)?;
        let of = consent
            .revision
            .affected
            .iter()
            .find(|e| e.id == a.experiment_id);
        let code = of.map(|e| e.code.as_str()).unwrap_or_default();
        whose.push(format!("{} ({code})", person.name));
    }
    Ok(whose)
}

/// Stores a revision as the window's current one.
pub(super) fn store(
    conn: &mut AnyConnection,
    now: UnixMillis,
    author: PersonId,
    draft: &WindowDraft,
    revision: &Revision,
) -> Result<(), ServiceError> {
    let (canonical, sha256) = revision.canonical()?;
    let number =
        WindowNumber::of_id(&revision.window).map_err(|e| ServiceError::Machine(e.to_string()))?;
    let row = RevisionRecord {
        window_id: number.0,
        number: i64::from(revision.revision),
        sha256: sha256.to_hex(),
        canonical,
        title: draft.title.trim().to_owned(),
        note: draft.note.trim().to_owned(),
        author_id: author.0,
        created_at: now.0,
    };
    Ok(window::revise(
        conn,
        &row,
        revision.starts_at,
        revision.ends_at,
        &revision.hosts,
    )?)
}
