//! Deployments and orders to undo.

use diesel::prelude::*;

use quiesce_trust::HostId;
use quiesce_types::WindowNumber;

use super::update;
use crate::db::models::{
    ArtifactRecord, DeploymentRecord, HostRecord, UndoRecord, UpdateRecord, WindowRecord,
};
use crate::db::schema::{deployments, hosts, undo_orders, updates, windows};
use crate::db::{AnyConnection, Found};

/// Stores a new deployment.
pub(crate) fn insert(conn: &mut AnyConnection, deployment: &DeploymentRecord) -> Found<()> {
    diesel::insert_into(deployments::table)
        .values(deployment.clone())
        .execute(conn)?;
    Ok(())
}

/// Stores how far it is now.
pub(crate) fn store(conn: &mut AnyConnection, deployment: &DeploymentRecord) -> Found<()> {
    let key = (
        deployment.window_id,
        deployment.host_id.as_str(),
        deployment.update_id.as_str(),
    );
    diesel::update(deployments::table.find(key))
        .set((
            deployments::state.eq(deployment.state.as_str()),
            deployments::code.eq(deployment.code.as_deref()),
            deployments::message.eq(deployment.message.as_deref()),
            deployments::rendezvous_ns.eq(deployment.rendezvous_ns),
            deployments::check_ns.eq(deployment.check_ns),
            deployments::write_ns.eq(deployment.write_ns),
            deployments::total_ns.eq(deployment.total_ns),
            deployments::at.eq(deployment.at),
        ))
        .execute(conn)?;
    Ok(())
}

/// All deployments of a window with their hosts, by host name and then in the order of applying.
pub(crate) fn of_window(
    conn: &mut AnyConnection,
    number: WindowNumber,
) -> Found<Vec<(DeploymentRecord, HostRecord)>> {
    Ok(deployments::table
        .inner_join(hosts::table)
        .filter(deployments::window_id.eq(number.0))
        .order((hosts::hostname, hosts::id, deployments::place))
        .select((DeploymentRecord::as_select(), HostRecord::as_select()))
        .load(conn)?)
}

/// All deployments of a host with their windows and updates, newest window first.
pub(crate) fn of_host(
    conn: &mut AnyConnection,
    host: &HostId,
) -> Found<Vec<(DeploymentRecord, WindowRecord, UpdateRecord)>> {
    Ok(deployments::table
        .inner_join(windows::table)
        .inner_join(updates::table)
        .filter(deployments::host_id.eq(host.as_str()))
        .order((windows::id.desc(), deployments::place))
        .select((
            DeploymentRecord::as_select(),
            WindowRecord::as_select(),
            UpdateRecord::as_select(),
        ))
        .load(conn)?)
}

/// `(host, update, state, window)` of every deployment, oldest window first: the last word on each update comes last.
pub(crate) fn outcomes(conn: &mut AnyConnection) -> Found<Vec<(String, String, String)>> {
    Ok(deployments::table
        .order(deployments::window_id)
        .select((
            deployments::host_id,
            deployments::update_id,
            deployments::state,
        ))
        .load(conn)?)
}

/// The artifacts of a window's deployments on a host that are in one of the offered states, in order.
pub(crate) fn artifact(
    conn: &mut AnyConnection,
    deployment: &DeploymentRecord,
) -> Found<Option<ArtifactRecord>> {
    let id = deployment.update()?;
    update::artifact_of(conn, &id)
}

/// Orders an update to be undone on a host. Ordering it twice is the same as once.
pub(crate) fn order_undo(conn: &mut AnyConnection, order: &UndoRecord) -> Found<()> {
    finish_undo(conn, &order.host_id, &order.update_id)?;
    diesel::insert_into(undo_orders::table)
        .values(order.clone())
        .execute(conn)?;
    Ok(())
}

/// Takes the order back: the host did it.
pub(crate) fn finish_undo(conn: &mut AnyConnection, host: &str, update: &str) -> Found<()> {
    diesel::delete(undo_orders::table.find((host, update))).execute(conn)?;
    Ok(())
}

/// What is to be undone on a host, the update with the highest place in its series first.
pub(crate) fn undo_of_host(conn: &mut AnyConnection, host: &HostId) -> Found<Vec<UndoRecord>> {
    Ok(undo_orders::table
        .inner_join(updates::table.on(updates::id.eq(undo_orders::update_id)))
        .filter(undo_orders::host_id.eq(host.as_str()))
        .order(updates::order_number.desc())
        .select(UndoRecord::as_select())
        .load(conn)?)
}
