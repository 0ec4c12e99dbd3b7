//! Tries, counted for rate limits. In the database, so that all server processes count together.

use diesel::prelude::*;

use quiesce_types::UnixMillis;

use crate::db::schema::attempts;
use crate::db::{AnyConnection, Found};

/// When the stretch of time began and how many tries it has seen.
pub(crate) fn tries(
    conn: &mut AnyConnection,
    scope: &str,
    subject: &str,
) -> Found<Option<(UnixMillis, i64)>> {
    let row: Option<(i64, i64)> = attempts::table
        .find((scope, subject))
        .select((attempts::window_start, attempts::tries))
        .first(conn)
        .optional()?;
    Ok(row.map(|(start, tries)| (UnixMillis(start), tries)))
}

/// Remembers how many tries the stretch has seen.
pub(crate) fn remember(
    conn: &mut AnyConnection,
    scope: &str,
    subject: &str,
    start: UnixMillis,
    tries: i64,
) -> Found<()> {
    let row = (
        attempts::window_start.eq(start.0),
        attempts::tries.eq(tries),
    );
    let changed = diesel::update(attempts::table.find((scope, subject)))
        .set(row)
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(attempts::table)
            .values((
                attempts::scope.eq(scope),
                attempts::subject.eq(subject),
                row.0,
                row.1,
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets the tries, after a success.
pub(crate) fn forget(conn: &mut AnyConnection, scope: &str, subject: &str) -> Found<()> {
    diesel::delete(attempts::table.find((scope, subject))).execute(conn)?;
    Ok(())
}
