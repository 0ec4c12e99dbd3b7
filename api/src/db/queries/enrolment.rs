//! Enrolment tokens, found by their hash.

use diesel::prelude::*;

use quiesce_trust::HostId;

use super::counter;
use crate::db::models::TokenRecord;
use crate::db::schema::enrolment_tokens as tokens;
use crate::db::{AnyConnection, Found};

/// Stores a new token; the record's own number is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, token: TokenRecord) -> Found<i64> {
    let id = counter::next(conn, "enrolment_tokens")?;
    diesel::insert_into(tokens::table)
        .values(TokenRecord { id, ..token })
        .execute(conn)?;
    Ok(id)
}

/// The token with this hash.
pub(crate) fn by_hash(conn: &mut AnyConnection, hash: &[u8]) -> Found<Option<TokenRecord>> {
    Ok(tokens::table
        .filter(tokens::token_hash.eq(hash))
        .select(TokenRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Spends a token.
pub(crate) fn spend(conn: &mut AnyConnection, id: i64, host: &HostId) -> Found<()> {
    diesel::update(tokens::table.find(id))
        .set(tokens::used_by.eq(Some(host.as_str())))
        .execute(conn)?;
    Ok(())
}

/// All tokens, newest first.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<TokenRecord>> {
    Ok(tokens::table
        .order(tokens::id.desc())
        .select(TokenRecord::as_select())
        .load(conn)?)
}
