//! Which hosts are in a group.

use quiesce_trust::HostId;
use quiesce_types::{GroupId, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::{group, host};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Puts a host into a group. Windows that were proposed before are not changed: the host is not in them.
pub fn add_host(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: GroupId,
    member: &HostId,
) -> Result<(), ServiceError> {
    change(db, clock, actor, id, member, true)
}

/// Takes a host out of a group. Windows that were proposed before keep it.
pub fn remove_host(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: GroupId,
    member: &HostId,
) -> Result<(), ServiceError> {
    change(db, clock, actor, id, member, false)
}

fn change(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: GroupId,
    member: &HostId,
    join: bool,
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "change host groups")?;
    let now = clock.now();
    db.write(|conn| {
        let found = group::find(conn, id)?.ok_or(ServiceError::NotFound { what: "host group" })?;
        let host = host::find(conn, member)?.ok_or(ServiceError::NotFound { what: "host" })?;
        let changed = if join {
            group::add_host(conn, id, member)?
        } else {
            group::remove_host(conn, id, member)?
        };
        if !changed {
            return Ok(());
        }
        let (action, what) = if join {
            ("host.joined", "put into")
        } else {
            ("host.left", "taken out of")
        };
        let event = Event {
            action,
            subject_kind: "host",
            subject_id: host.id.clone(),
            sentence: format!(
                "{} was {what} the group {} by {}.",
                host.hostname,
                found.name,
                actor.name()
            ),
            before: None,
            after: None,
        };
        record(conn, now, actor, event)
    })
}
