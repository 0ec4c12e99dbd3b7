//! Adds a person.

use quiesce_types::input::NewPerson;
use quiesce_types::{PersonId, Role};

use crate::actor::Actor;
use crate::auth::password;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::PersonRecord;
use crate::db::queries::{experiment, person};
use crate::error::ServiceError;
use crate::service::form::Form;
use crate::service::record::{Event, record};

/// Adds a person with roles and experiments.
pub fn create(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    new: &NewPerson,
) -> Result<PersonId, ServiceError> {
    actor.must_be(&[Role::Admin], "add people")?;
    check(new)?;
    let now = clock.now();
    let password_hash = password::hash(&new.password)?;
    db.write(|conn| {
        if person::by_login(conn, &new.login)?.is_some() {
            return Err(ServiceError::field(
                "login",
                "This login is taken. Choose another.",
            ));
        }
        let record_of = PersonRecord {
            id: 0,
            login: new.login.clone(),
            name: new.name.trim().to_owned(),
            password_hash: password_hash.clone(),
            created_at: now.0,
        };
        let id = person::insert(conn, record_of)?;
        let mut words: Vec<String> = Vec::new();
        for role in Role::ALL {
            if *role != Role::Coordinator && new.roles.contains(role) {
                person::add_role(conn, id, *role)?;
                words.push(role.title().to_owned());
            }
        }
        for code in &new.coordinates {
            let Some(found) = experiment::find(conn, *code)? else {
                return Err(ServiceError::field(
                    "coordinates",
                    "There is no such experiment.",
                ));
            };
            person::add_coordinator(conn, id, *code)?;
            words.push(format!("coordinator of {}", found.code));
        }
        let roles = if words.is_empty() {
            "no role yet".to_owned()
        } else {
            words.join(", ")
        };
        let event = Event {
            action: "person.added",
            subject_kind: "person",
            subject_id: id.to_string(),
            sentence: format!(
                "{} added {} ({}): {roles}.",
                actor.name(),
                new.name,
                new.login
            ),
            before: None,
            after: Some(&roles),
        };
        record(conn, now, actor, event)?;
        Ok(id)
    })
}

fn check(new: &NewPerson) -> Result<(), ServiceError> {
    let login_right = (2..=32).contains(&new.login.len())
        && new
            .login
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'));
    let mut form = Form::new();
    form.check(
        login_right,
        "login",
        "A login has 2 to 32 characters of a-z, 0-9, `.`, `_` and `-`.",
    )
    .line(
        &new.name,
        100,
        "name",
        "Enter the person's name, at most 100 characters.",
    )
    .check(
        new.password.chars().count() >= password::SHORTEST,
        "password",
        "A password has at least 12 characters.",
    )
    .check(
        new.password.len() <= password::LONGEST,
        "password",
        "A password has at most 1,024 bytes.",
    )
    .done()
}
