//! Sessions, found by the hash of their token.

use diesel::prelude::*;

use quiesce_types::UnixMillis;

use super::counter;
use crate::db::models::{PersonRecord, SessionRecord};
use crate::db::schema::{people, sessions};
use crate::db::{AnyConnection, Found};

/// Stores a new session; the record's own number is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, session: SessionRecord) -> Found<()> {
    let id = counter::next(conn, "sessions")?;
    diesel::insert_into(sessions::table)
        .values(SessionRecord { id, ..session })
        .execute(conn)?;
    Ok(())
}

/// Whose session it is, if it is neither over nor revoked.
pub(crate) fn person(
    conn: &mut AnyConnection,
    token_hash: &[u8],
    now: UnixMillis,
) -> Found<Option<PersonRecord>> {
    Ok(sessions::table
        .inner_join(people::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now.0))
        .select(PersonRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Ends a session now.
pub(crate) fn revoke(conn: &mut AnyConnection, token_hash: &[u8], now: UnixMillis) -> Found<usize> {
    Ok(
        diesel::update(sessions::table.filter(sessions::token_hash.eq(token_hash)))
            .filter(sessions::revoked_at.is_null())
            .set(sessions::revoked_at.eq(now.0))
            .execute(conn)?,
    )
}
