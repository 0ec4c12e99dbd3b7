//! What was said to revisions.

use diesel::prelude::*;

use quiesce_types::{UnixMillis, WindowNumber};

use super::counter;
use crate::db::models::{ApprovalRecord, PersonRecord};
use crate::db::schema::{approvals, people};
use crate::db::{AnyConnection, Found};

/// Stores a decision; the record's own number is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, approval: ApprovalRecord) -> Found<()> {
    let id = counter::next(conn, "approvals")?;
    diesel::insert_into(approvals::table)
        .values(ApprovalRecord { id, ..approval })
        .execute(conn)?;
    Ok(())
}

/// All decisions on a window with who made them, oldest first, voided ones included.
pub(crate) fn of_window(
    conn: &mut AnyConnection,
    number: WindowNumber,
) -> Found<Vec<(ApprovalRecord, PersonRecord)>> {
    Ok(approvals::table
        .inner_join(people::table)
        .filter(approvals::window_id.eq(number.0))
        .order(approvals::id)
        .select((ApprovalRecord::as_select(), PersonRecord::as_select()))
        .load(conn)?)
}

/// Voids one decision: a later one, or a later revision, took its place.
pub(crate) fn void(conn: &mut AnyConnection, id: i64, now: UnixMillis) -> Found<()> {
    diesel::update(approvals::table.find(id))
        .set(approvals::voided_at.eq(Some(now.0)))
        .execute(conn)?;
    Ok(())
}
