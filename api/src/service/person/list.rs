//! Everybody with an account.

use quiesce_types::PersonId;
use quiesce_types::view::PersonRow;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::person;
use crate::error::ServiceError;

/// Everybody, by name.
pub fn list(db: &Database, _clock: &Clock, actor: &Actor) -> Result<Vec<PersonRow>, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let mut rows = Vec::new();
        for record in person::all(conn)? {
            let me = person::me(conn, &record)?;
            rows.push(PersonRow {
                id: PersonId(record.id),
                login: me.login,
                name: me.name,
                roles: me.roles,
                coordinates: me.coordinates,
            });
        }
        Ok(rows)
    })
}
