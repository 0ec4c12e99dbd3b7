//! Ends a session.

use crate::actor::Actor;
use crate::auth::secret;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::{person, session};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Ends the token's session. A token that is none, or not any more, is no error: the result is the same.
pub fn sign_out(db: &Database, clock: &Clock, token: &str) -> Result<(), ServiceError> {
    let now = clock.now();
    let hash = secret::hash(token);
    db.write(|conn| {
        let Some(account) = session::person(conn, &hash, now)? else {
            return Ok(());
        };
        session::revoke(conn, &hash, now)?;
        let me = person::me(conn, &account)?;
        let event = Event {
            action: "session.ended",
            subject_kind: "person",
            subject_id: account.id.to_string(),
            sentence: format!("{} signed out.", account.name),
            before: None,
            after: None,
        };
        record(conn, now, &Actor::person(me, None), event)
    })
}
