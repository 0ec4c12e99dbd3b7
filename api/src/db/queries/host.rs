//! Hosts.

use diesel::prelude::*;

use quiesce_trust::HostId;
use quiesce_types::host_api::CheckIn;
use quiesce_types::{HostState, UnixMillis};

use crate::db::models::HostRecord;
use crate::db::schema::{hosts, used_jtis};
use crate::db::stored::{signed, to_json};
use crate::db::{AnyConnection, Found};

/// Stores a new host.
pub(crate) fn insert(conn: &mut AnyConnection, host: &HostRecord) -> Found<()> {
    diesel::insert_into(hosts::table)
        .values(host.clone())
        .execute(conn)?;
    Ok(())
}

/// One host.
pub(crate) fn find(conn: &mut AnyConnection, id: &HostId) -> Found<Option<HostRecord>> {
    Ok(hosts::table
        .find(id.as_str())
        .select(HostRecord::as_select())
        .first(conn)
        .optional()?)
}

/// All hosts, by name.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<HostRecord>> {
    Ok(hosts::table
        .order((hosts::hostname, hosts::id))
        .select(HostRecord::as_select())
        .load(conn)?)
}

/// Changes whether it may take part.
pub(crate) fn set_state(conn: &mut AnyConnection, id: &HostId, state: HostState) -> Found<()> {
    diesel::update(hosts::table.find(id.as_str()))
        .set(hosts::state.eq(state.word()))
        .execute(conn)?;
    Ok(())
}

/// Takes a counter, if it is greater than every one before. Says whether it was.
pub(crate) fn take_counter(conn: &mut AnyConnection, id: &HostId, counter: u64) -> Found<bool> {
    let taken = diesel::update(hosts::table.find(id.as_str()))
        .filter(hosts::counter.lt(signed(counter)))
        .set(hosts::counter.eq(signed(counter)))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Stores what it said of itself.
pub(crate) fn check_in(
    conn: &mut AnyConnection,
    id: &HostId,
    said: &CheckIn,
    poll_seconds: u32,
    now: UnixMillis,
) -> Found<()> {
    diesel::update(hosts::table.find(id.as_str()))
        .set((
            hosts::kernel_release.eq(said.kernel.release.as_str()),
            hosts::kernel_build_id.eq(said.kernel.build_id.as_str()),
            hosts::core_version.eq(said.core.as_deref()),
            hosts::agent_version.eq(Some(said.agent.as_str())),
            hosts::loaded.eq(to_json(&said.loaded)?),
            hosts::poll_seconds.eq(i64::from(poll_seconds)),
            hosts::last_seen_at.eq(Some(now.0)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Remembers a token's id until it expires, and forgets those that have. Says whether it was new.
pub(crate) fn use_jti(
    conn: &mut AnyConnection,
    host: &HostId,
    jti: &str,
    expires_at: UnixMillis,
    now: UnixMillis,
) -> Found<bool> {
    diesel::delete(used_jtis::table.filter(used_jtis::expires_at.lt(now.0))).execute(conn)?;
    let there: i64 = used_jtis::table
        .find((host.as_str(), jti))
        .count()
        .get_result(conn)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(used_jtis::table)
        .values((
            used_jtis::host_id.eq(host.as_str()),
            used_jtis::jti.eq(jti),
            used_jtis::expires_at.eq(expires_at.0),
        ))
        .execute(conn)?;
    Ok(true)
}
