//! Numbers given out one after the other. Both databases do it alike, without gaps, because only one writer runs at a time.

use diesel::prelude::*;

use crate::db::schema::counters;
use crate::db::{AnyConnection, Found};

/// The next number of that name, from 1.
pub(crate) fn next(conn: &mut AnyConnection, name: &str) -> Found<i64> {
    let raised = diesel::update(counters::table.find(name))
        .set(counters::value.eq(counters::value + 1))
        .execute(conn)?;
    if raised == 0 {
        diesel::insert_into(counters::table)
            .values((counters::name.eq(name), counters::value.eq(1_i64)))
            .execute(conn)?;
    }
    Ok(counters::table
        .find(name)
        .select(counters::value)
        .first(conn)?)
}
