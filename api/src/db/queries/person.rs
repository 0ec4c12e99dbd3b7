//! People and what they may do.

use diesel::prelude::*;

use quiesce_types::view::Me;
use quiesce_types::{ExperimentId, PersonId, Role};

use super::counter;
use crate::db::models::{ExperimentRecord, PersonRecord};
use crate::db::schema::{coordinators, experiments, people, person_roles};
use crate::db::stored::parsed;
use crate::db::{AnyConnection, Found};

/// Stores a new person and returns the number it got; the record's own is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, person: PersonRecord) -> Found<PersonId> {
    let id = counter::next(conn, "people")?;
    diesel::insert_into(people::table)
        .values(PersonRecord { id, ..person })
        .execute(conn)?;
    Ok(PersonId(id))
}

/// Gives a facility role.
pub(crate) fn add_role(conn: &mut AnyConnection, person: PersonId, role: Role) -> Found<()> {
    diesel::insert_into(person_roles::table)
        .values((
            person_roles::person_id.eq(person.0),
            person_roles::role.eq(role.word()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Lets the person decide for the experiment.
pub(crate) fn add_coordinator(
    conn: &mut AnyConnection,
    person: PersonId,
    experiment: ExperimentId,
) -> Found<()> {
    diesel::insert_into(coordinators::table)
        .values((
            coordinators::person_id.eq(person.0),
            coordinators::experiment_id.eq(experiment.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// The account with this login.
pub(crate) fn by_login(conn: &mut AnyConnection, login: &str) -> Found<Option<PersonRecord>> {
    Ok(people::table
        .filter(people::login.eq(login))
        .select(PersonRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Everybody, by name.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<PersonRecord>> {
    Ok(people::table
        .order((people::name, people::id))
        .select(PersonRecord::as_select())
        .load(conn)?)
}

/// The person with roles and experiments.
pub(crate) fn me(conn: &mut AnyConnection, person: &PersonRecord) -> Found<Me> {
    let coordinates: Vec<_> = coordinators::table
        .inner_join(experiments::table)
        .filter(coordinators::person_id.eq(person.id))
        .order(experiments::code)
        .select(ExperimentRecord::as_select())
        .load(conn)?
        .iter()
        .map(ExperimentRecord::to_ref)
        .collect();
    let words: Vec<String> = person_roles::table
        .filter(person_roles::person_id.eq(person.id))
        .order(person_roles::role)
        .select(person_roles::role)
        .load(conn)?;
    let mut roles = words
        .iter()
        .map(|word| parsed(word))
        .collect::<Found<Vec<Role>>>()?;
    if !coordinates.is_empty() {
        roles.push(Role::Coordinator);
    }
    Ok(Me {
        id: Some(PersonId(person.id)),
        login: person.login.clone(),
        name: person.name.clone(),
        roles,
        coordinates,
    })
}

/// Who decides for the experiment, by name.
pub(crate) fn coordinators_of(
    conn: &mut AnyConnection,
    experiment: ExperimentId,
) -> Found<Vec<PersonRecord>> {
    Ok(coordinators::table
        .inner_join(people::table)
        .filter(coordinators::experiment_id.eq(experiment.0))
        .order((people::name, people::id))
        .select(PersonRecord::as_select())
        .load(conn)?)
}

/// One person.
pub(crate) fn find(conn: &mut AnyConnection, id: i64) -> Found<PersonRecord> {
    Ok(people::table
        .find(id)
        .select(PersonRecord::as_select())
        .first(conn)?)
}
