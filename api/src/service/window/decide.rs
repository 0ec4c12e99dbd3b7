//! A coordinator says yes or no to the current revision, for an experiment of theirs.

use quiesce_types::input::Decide;
use quiesce_types::{Decision, PersonId, UnixMillis, WindowNumber, WindowState};

use super::advance::move_to;
use super::consent::Consent;
use super::revision::Affected;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::models::{ApprovalRecord, WindowRecord};
use crate::db::queries::{approval, experiment, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Says yes.
pub fn approve(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    word: &Decide,
) -> Result<(), ServiceError> {
    decide(db, clock, actor, number, word, Decision::Approve)
}

/// Says no. A reason is required: the author has to know what to change.
pub fn reject(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    word: &Decide,
) -> Result<(), ServiceError> {
    if word.comment.trim().is_empty() {
        return Err(ServiceError::field(
            "comment",
            "Say why, so that the author knows what to change.",
        ));
    }
    decide(db, clock, actor, number, word, Decision::Reject)
}

fn decide(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    word: &Decide,
    decision: Decision,
) -> Result<(), ServiceError> {
    if word.comment.len() > 2000 {
        return Err(ServiceError::field("comment", "At most 2,000 characters."));
    }
    let now = clock.now();
    db.write(|conn| {
        let mut row =
            window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let consent = Consent::load(conn, &row)?;
        let (person, of) = may_decide(conn, actor, &consent, word)?;
        still_open_to_decisions(now, &row, &consent, word)?;

        // A person has one word for an experiment: a new one takes the place of the old one.
        for (old, _) in &consent.standing {
            if old.person_id == person.0 && old.experiment_id == of.id {
                approval::void(conn, old.id, now)?;
            }
        }
        approval::insert(
            conn,
            ApprovalRecord {
                id: 0,
                window_id: number.0,
                revision: row.revision,
                revision_sha256: consent.sha256.to_hex(),
                experiment_id: of.id,
                person_id: person.0,
                decision: decision.word().to_owned(),
                comment: word.comment.trim().to_owned(),
                at: now.0,
                voided_at: None,
            },
        )?;
        tell(conn, now, actor, &row, &of, word, decision)?;
        window::touch(conn, number)?;
        settle(conn, now, actor, &mut row)
    })
}

/// The person and the experiment spoken for, or the rule that forbids it.
fn may_decide(
    conn: &mut AnyConnection,
    actor: &Actor,
    consent: &Consent,
    word: &Decide,
) -> Result<(PersonId, Affected), ServiceError> {
    let person = actor.account()?;
    let code = match experiment::find(conn, word.experiment)? {
        Some(found) => found.code,
        None => return Err(ServiceError::NotFound { what: "experiment" }),
    };
    if !actor.coordinates(word.experiment) {
        let mine: Vec<&str> = actor
            .me()
            .iter()
            .flat_map(|me| &me.coordinates)
            .map(|e| e.code.as_str())
            .collect();
        let mine = if mine.is_empty() {
            "no experiment".to_owned()
        } else {
            mine.join(", ")
        };
        return Err(ServiceError::denied(
            "not_your_experiment",
            format!("You coordinate {mine}. Only a coordinator of {code} may decide for {code}."),
        ));
    }
    let of = consent
        .revision
        .affected
        .iter()
        .find(|a| a.id == word.experiment.0);
    let of = of.ok_or_else(|| {
        ServiceError::denied(
            "not_affected",
            format!("No host of this window matters to {code}, so its word is not needed."),
        )
    })?;
    Ok((person, of.clone()))
}

fn still_open_to_decisions(
    now: UnixMillis,
    row: &WindowRecord,
    consent: &Consent,
    word: &Decide,
) -> Result<(), ServiceError> {
    let state = row.state()?;
    if !state.is_decidable() || now.0 >= row.starts_at {
        return Err(ServiceError::conflict(
            "too_late",
            format!(
                "The window is {state} and its start is past or here: there is nothing left to decide."
            ),
        ));
    }
    if word.revision_sha256 != consent.sha256 {
        return Err(ServiceError::conflict(
            "stale_revision",
            format!(
                "The window was revised while you looked: revision {} is the current one. Read it and decide anew.",
                consent.revision.revision
            ),
        ));
    }
    Ok(())
}

fn tell(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    row: &WindowRecord,
    of: &Affected,
    word: &Decide,
    decision: Decision,
) -> Result<(), ServiceError> {
    let (action, verb) = match decision {
        Decision::Approve => ("approval.given", "approved"),
        Decision::Reject => ("approval.refused", "rejected"),
    };
    let comment = word.comment.trim();
    let quote = if comment.is_empty() {
        String::new()
    } else {
        format!(" “{comment}”")
    };
    let hash = word.revision_sha256.to_hex();
    let event = Event {
        action,
        subject_kind: "window",
        subject_id: row.id.to_string(),
        sentence: format!(
            "{} {verb} revision {} of {} for {}.{quote}",
            actor.name(),
            row.revision,
            row.title,
            of.code
        ),
        before: None,
        after: Some(&hash),
    };
    record(conn, now, actor, event)
}

/// Brings the window's state in line with what was said.
fn settle(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    row: &mut WindowRecord,
) -> Result<(), ServiceError> {
    let verdict = Consent::load(conn, row)?.verdict()?;
    let state = row.state()?;
    if verdict == state {
        return Ok(());
    }
    if state == WindowState::Rejected && verdict == WindowState::Approved {
        let remark = "The rejection was taken back.";
        move_to(conn, now, actor, row, WindowState::Proposed, remark)?;
    }
    let remark = if verdict == WindowState::Approved {
        "Every affected experiment has its quorum."
    } else {
        ""
    };
    move_to(conn, now, actor, row, verdict, remark)
}
