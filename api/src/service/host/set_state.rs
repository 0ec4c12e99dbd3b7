//! Allows or denies a host.

use quiesce_trust::HostId;
use quiesce_types::{HostState, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::host;
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Lets the host take part in windows.
pub fn allow(db: &Database, clock: &Clock, actor: &Actor, id: &HostId) -> Result<(), ServiceError> {
    set(db, clock, actor, id, HostState::Allowed)
}

/// Keeps the host out: it gets no offers, from its next check-in on.
pub fn deny(db: &Database, clock: &Clock, actor: &Actor, id: &HostId) -> Result<(), ServiceError> {
    set(db, clock, actor, id, HostState::Denied)
}

fn set(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: &HostId,
    state: HostState,
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "allow and deny hosts")?;
    let now = clock.now();
    db.write(|conn| {
        let found = host::find(conn, id)?.ok_or(ServiceError::NotFound { what: "host" })?;
        let before = found.state()?;
        let after = before.to(state)?;
        host::set_state(conn, id, after)?;
        let event = Event {
            action: if after == HostState::Allowed {
                "host.allowed"
            } else {
                "host.denied"
            },
            subject_kind: "host",
            subject_id: id.to_string(),
            sentence: format!("{} {after} the host {}.", actor.name(), found.hostname),
            before: Some(before.word()),
            after: Some(after.word()),
        };
        record(conn, now, actor, event)
    })
}
