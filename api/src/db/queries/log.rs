//! The log's leaves and checkpoints.

use diesel::prelude::*;

use quiesce_types::UnixMillis;

use super::counter;
use crate::db::models::{CheckpointRecord, LeafRecord};
use crate::db::schema::{checkpoints, log_leaves};
use crate::db::stored::signed;
use crate::db::{AnyConnection, Found};

/// Appends a leaf and returns its index, from 0 and without gaps.
pub(crate) fn append(conn: &mut AnyConnection, data: &[u8], event_id: Option<i64>) -> Found<i64> {
    let idx = counter::next(conn, "log_leaves")? - 1;
    diesel::insert_into(log_leaves::table)
        .values(LeafRecord {
            idx,
            data: data.to_vec(),
            event_id,
        })
        .execute(conn)?;
    Ok(idx)
}

/// Leaves from this index on, at most so many.
pub(crate) fn from(conn: &mut AnyConnection, first: u64, most: i64) -> Found<Vec<LeafRecord>> {
    Ok(log_leaves::table
        .filter(log_leaves::idx.ge(signed(first)))
        .order(log_leaves::idx)
        .limit(most)
        .select(LeafRecord::as_select())
        .load(conn)?)
}

/// How many leaves there are.
pub(crate) fn count(conn: &mut AnyConnection) -> Found<u64> {
    let count: i64 = log_leaves::table.count().get_result(conn)?;
    crate::db::stored::unsigned(count)
}

/// The newest checkpoint.
pub(crate) fn checkpoint(conn: &mut AnyConnection) -> Found<Option<CheckpointRecord>> {
    Ok(checkpoints::table
        .order(checkpoints::size.desc())
        .select(CheckpointRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Stores a checkpoint, unless one of this size is there.
pub(crate) fn store_checkpoint(
    conn: &mut AnyConnection,
    size: u64,
    note: &str,
    now: UnixMillis,
) -> Found<()> {
    let there: i64 = checkpoints::table
        .find(signed(size))
        .count()
        .get_result(conn)?;
    if there == 0 {
        diesel::insert_into(checkpoints::table)
            .values(CheckpointRecord {
                size: signed(size),
                note: note.to_owned(),
                at: now.0,
            })
            .execute(conn)?;
    }
    Ok(())
}
