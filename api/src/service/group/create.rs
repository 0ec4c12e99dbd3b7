//! Adds a host group with its stakes.

use std::collections::BTreeSet;

use quiesce_types::input::NewGroup;
use quiesce_types::{GroupId, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::GroupRecord;
use crate::db::queries::{experiment, group};
use crate::error::ServiceError;
use crate::service::form::Form;
use crate::service::record::{Event, record};

/// Adds a host group.
pub fn create(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    new: &NewGroup,
) -> Result<GroupId, ServiceError> {
    actor.must_be(&[Role::Admin], "add host groups")?;
    Form::new()
        .line(
            &new.name,
            64,
            "name",
            "Enter a name of at most 64 characters.",
        )
        .check(
            new.description.chars().count() <= 500,
            "description",
            "At most 500 characters.",
        )
        .done()?;
    let now = clock.now();
    db.write(|conn| {
        if group::all(conn)?.iter().any(|g| g.name == new.name.trim()) {
            return Err(ServiceError::field(
                "name",
                "There is a group with this name.",
            ));
        }
        let id = group::insert(
            conn,
            GroupRecord {
                id: 0,
                name: new.name.trim().to_owned(),
                description: new.description.trim().to_owned(),
                created_at: now.0,
            },
        )?;
        let mut codes = Vec::new();
        for stake in new.stakes.iter().collect::<BTreeSet<_>>() {
            let Some(found) = experiment::find(conn, *stake)? else {
                return Err(ServiceError::field(
                    "stakes",
                    "There is no such experiment.",
                ));
            };
            group::add_stake(conn, id, *stake)?;
            codes.push(found.code);
        }
        let stakes = if codes.is_empty() {
            "nobody".to_owned()
        } else {
            codes.join(", ")
        };
        let event = Event {
            action: "group.added",
            subject_kind: "group",
            subject_id: id.to_string(),
            sentence: format!(
                "{} added the host group {}; depending on it: {stakes}.",
                actor.name(),
                new.name.trim()
            ),
            before: None,
            after: Some(&stakes),
        };
        record(conn, now, actor, event)?;
        Ok(id)
    })
}
