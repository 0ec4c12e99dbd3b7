//! Experiments.

use diesel::prelude::*;

use quiesce_types::ExperimentId;

use super::counter;
use crate::db::models::ExperimentRecord;
use crate::db::schema::experiments;
use crate::db::{AnyConnection, Found};

/// Stores a new experiment and returns its number; the record's own is ignored.
pub(crate) fn insert(
    conn: &mut AnyConnection,
    experiment: ExperimentRecord,
) -> Found<ExperimentId> {
    let id = counter::next(conn, "experiments")?;
    diesel::insert_into(experiments::table)
        .values(ExperimentRecord { id, ..experiment })
        .execute(conn)?;
    Ok(ExperimentId(id))
}

/// All of them, by code.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<ExperimentRecord>> {
    Ok(experiments::table
        .order(experiments::code)
        .select(ExperimentRecord::as_select())
        .load(conn)?)
}

/// One of them.
pub(crate) fn find(conn: &mut AnyConnection, id: ExperimentId) -> Found<Option<ExperimentRecord>> {
    Ok(experiments::table
        .find(id.0)
        .select(ExperimentRecord::as_select())
        .first(conn)
        .optional()?)
}
