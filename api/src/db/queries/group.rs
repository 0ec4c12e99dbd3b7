//! Host groups, the experiments with a stake in them, and their members.

use diesel::prelude::*;

use quiesce_trust::HostId;
use quiesce_types::{ExperimentId, GroupId};

use super::counter;
use crate::db::models::GroupRecord;
use crate::db::schema::{host_groups, memberships, stakes};
use crate::db::{AnyConnection, Found};

/// Stores a new group and returns its number; the record's own is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, group: GroupRecord) -> Found<GroupId> {
    let id = counter::next(conn, "host_groups")?;
    diesel::insert_into(host_groups::table)
        .values(GroupRecord { id, ..group })
        .execute(conn)?;
    Ok(GroupId(id))
}

/// Gives an experiment a stake.
pub(crate) fn add_stake(
    conn: &mut AnyConnection,
    group: GroupId,
    experiment: ExperimentId,
) -> Found<()> {
    diesel::insert_into(stakes::table)
        .values((
            stakes::group_id.eq(group.0),
            stakes::experiment_id.eq(experiment.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// All groups, by name.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<GroupRecord>> {
    Ok(host_groups::table
        .order(host_groups::name)
        .select(GroupRecord::as_select())
        .load(conn)?)
}

/// One group.
pub(crate) fn find(conn: &mut AnyConnection, id: GroupId) -> Found<Option<GroupRecord>> {
    Ok(host_groups::table
        .find(id.0)
        .select(GroupRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Who has a stake in what: `(group, experiment)`.
pub(crate) fn stakes(conn: &mut AnyConnection) -> Found<Vec<(i64, i64)>> {
    Ok(stakes::table
        .order((stakes::group_id, stakes::experiment_id))
        .select((stakes::group_id, stakes::experiment_id))
        .load(conn)?)
}

/// Who is in what: `(group, host)`.
pub(crate) fn memberships(conn: &mut AnyConnection) -> Found<Vec<(i64, String)>> {
    Ok(memberships::table
        .order((memberships::group_id, memberships::host_id))
        .select((memberships::group_id, memberships::host_id))
        .load(conn)?)
}

/// Puts a host into a group. Says whether it was not in it before.
pub(crate) fn add_host(conn: &mut AnyConnection, group: GroupId, host: &HostId) -> Found<bool> {
    let there: i64 = memberships::table
        .find((group.0, host.as_str()))
        .count()
        .get_result(conn)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(memberships::table)
        .values((
            memberships::group_id.eq(group.0),
            memberships::host_id.eq(host.as_str()),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Takes a host out of a group. Says whether it was in it.
pub(crate) fn remove_host(conn: &mut AnyConnection, group: GroupId, host: &HostId) -> Found<bool> {
    let removed =
        diesel::delete(memberships::table.find((group.0, host.as_str()))).execute(conn)?;
    Ok(removed > 0)
}
