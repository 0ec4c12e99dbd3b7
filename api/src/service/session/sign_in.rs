//! Opens a session for whoever knows the password.

use std::time::Duration;

use quiesce_types::input::SignIn;
use quiesce_types::view::NewSession;

use crate::actor::Actor;
use crate::auth::rate_limit::{SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS};
use crate::auth::{password, secret};
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::SessionRecord;
use crate::db::queries::{person, session};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// How long a session lasts: a working day with room.
const LIFE: Duration = Duration::from_secs(12 * 3600);

/// Checks the password and opens a session. Wrong tries count per account and per address.
pub fn sign_in(
    db: &Database,
    clock: &Clock,
    form: &SignIn,
    address: Option<&str>,
) -> Result<NewSession, ServiceError> {
    let now = clock.now();
    let login = form.login.trim().to_lowercase();
    let place = address.unwrap_or("local");
    let account = db.read(|conn| {
        SIGN_IN_ACCOUNT.check(conn, &login, now)?;
        SIGN_IN_ADDRESS.check(conn, place, now)?;
        Ok(person::by_login(conn, &login)?)
    })?;

    // Hashing takes tens of milliseconds: outside of any transaction.
    let right = match &account {
        Some(account) => password::verify(&form.password, &account.password_hash),
        None => {
            password::verify_nobody(&form.password)?;
            false
        }
    };
    let Some(account) = account.filter(|_| right) else {
        db.write(|conn| {
            SIGN_IN_ACCOUNT.count(conn, &login, now)?;
            SIGN_IN_ADDRESS.count(conn, place, now)
        })?;
        return Err(ServiceError::WrongPassword);
    };

    let token = secret::new_token()?;
    let expires_at = now + LIFE;
    let me = db.write(|conn| {
        SIGN_IN_ACCOUNT.forget(conn, &login)?;
        session::insert(
            conn,
            SessionRecord {
                id: 0,
                token_hash: secret::hash(&token),
                person_id: account.id,
                created_at: now.0,
                expires_at: expires_at.0,
                revoked_at: None,
            },
        )?;
        let me = person::me(conn, &account)?;
        let event = Event {
            action: "session.opened",
            subject_kind: "person",
            subject_id: account.id.to_string(),
            sentence: format!("{} signed in.", account.name),
            before: None,
            after: None,
        };
        record(conn, now, &Actor::person(me.clone(), address), event)?;
        Ok(me)
    })?;
    Ok(NewSession {
        token,
        expires_at,
        me,
    })
}
