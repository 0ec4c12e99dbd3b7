//! Who a session belongs to.

use crate::actor::Actor;
use crate::auth::secret;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::{person, session};
use crate::error::ServiceError;

/// The person behind a token, with the roles they have now; none when the session is over.
pub fn actor(
    db: &Database,
    clock: &Clock,
    token: &str,
    address: Option<&str>,
) -> Result<Option<Actor>, ServiceError> {
    let now = clock.now();
    let hash = secret::hash(token);
    db.read(|conn| {
        let Some(account) = session::person(conn, &hash, now)? else {
            return Ok(None);
        };
        Ok(Some(Actor::person(person::me(conn, &account)?, address)))
    })
}
