//! Leases: a job runs in whichever process holds its lease.

use diesel::prelude::*;

use quiesce_types::UnixMillis;

use crate::db::schema::leases;
use crate::db::{AnyConnection, Found};

/// Takes or renews a lease until then. Says whether the holder has it now.
pub(crate) fn take(
    conn: &mut AnyConnection,
    name: &str,
    holder: &str,
    now: UnixMillis,
    until: UnixMillis,
) -> Found<bool> {
    let taken = diesel::update(leases::table.find(name))
        .filter(leases::holder.eq(holder).or(leases::expires_at.le(now.0)))
        .set((leases::holder.eq(holder), leases::expires_at.eq(until.0)))
        .execute(conn)?;
    if taken == 1 {
        return Ok(true);
    }
    let there: i64 = leases::table.find(name).count().get_result(conn)?;
    if there == 1 {
        return Ok(false);
    }
    diesel::insert_into(leases::table)
        .values((
            leases::name.eq(name),
            leases::holder.eq(holder),
            leases::expires_at.eq(until.0),
        ))
        .execute(conn)?;
    Ok(true)
}
