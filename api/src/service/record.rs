//! The audit event of a change, and its leaf in the log: always in the transaction that makes the change.

use serde::Serialize;

use quiesce_types::UnixMillis;

use crate::actor::Actor;
use crate::db::AnyConnection;
use crate::db::models::EventRecord;
use crate::db::queries::{audit, log};
use crate::error::ServiceError;

/// What happened.
pub(crate) struct Event<'a> {
    /// For machines: `noun.verb_in_the_past`, for example `window.approved`.
    pub action: &'static str,
    /// What kind of thing it happened to, for example `window`.
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: String,
    /// For people: a whole sentence.
    pub sentence: String,
    /// What was before.
    pub before: Option<&'a str>,
    /// What is after.
    pub after: Option<&'a str>,
}

/// A leaf's bytes: this, as JSON, in this order. The number makes every leaf a different one.
#[derive(Serialize)]
struct Leaf<'a> {
    event: i64,
    at: UnixMillis,
    actor_kind: &'a str,
    actor_id: Option<&'a str>,
    actor_name: &'a str,
    address: Option<&'a str>,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: &'a str,
    sentence: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

/// Writes the event and appends its leaf.
pub(crate) fn record(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    event: Event<'_>,
) -> Result<(), ServiceError> {
    let row = EventRecord {
        id: audit::next_id(conn)?,
        at: now.0,
        actor_kind: actor.kind().to_owned(),
        actor_id: actor.id(),
        actor_name: actor.name().to_owned(),
        address: actor.address.clone(),
        action: event.action.to_owned(),
        subject_kind: event.subject_kind.to_owned(),
        subject_id: event.subject_id,
        sentence: event.sentence,
        before: event.before.map(str::to_owned),
        after: event.after.map(str::to_owned),
    };
    let leaf = Leaf {
        event: row.id,
        at: now,
        actor_kind: &row.actor_kind,
        actor_id: row.actor_id.as_deref(),
        actor_name: &row.actor_name,
        address: row.address.as_deref(),
        action: &row.action,
        subject_kind: &row.subject_kind,
        subject_id: &row.subject_id,
        sentence: &row.sentence,
        before: row.before.as_deref(),
        after: row.after.as_deref(),
    };
    let data = serde_json::to_vec(&leaf)
        .map_err(|e| ServiceError::Machine(format!("an audit event could not be written: {e}")))?;
    audit::insert(conn, &row)?;
    log::append(conn, &data, Some(row.id))?;
    Ok(())
}
