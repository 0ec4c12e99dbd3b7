//! How a window goes.

use quiesce_types::view::{DeploymentCounts, HostProgress, WindowProgress};
use quiesce_types::{UnixMillis, WindowNumber};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::models::WindowRecord;
use crate::db::queries::{deployment, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;

/// The window's deployments, if it has a version other than `known`.
pub fn progress(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    known: Option<u64>,
) -> Result<Option<WindowProgress>, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let row = window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        if known.is_some() && known == u64::try_from(row.version).ok() {
            return Ok(None);
        }
        of(conn, &row).map(Some)
    })
}

/// The same, within a transaction.
pub(crate) fn of(
    conn: &mut AnyConnection,
    row: &WindowRecord,
) -> Result<WindowProgress, ServiceError> {
    let mut counts = DeploymentCounts::default();
    let mut hosts = Vec::new();
    let mut pauses = Vec::new();
    for (d, host) in deployment::of_window(conn, row.number())? {
        let state = d.state()?;
        let pause = d.pause()?;
        counts.add(state);
        pauses.extend(pause.map(|p| p.total_ns));
        hosts.push(HostProgress {
            host: d.host()?,
            update: d.update()?,
            hostname: host.hostname,
            state,
            code: d.code,
            message: d.message,
            pause,
            at: UnixMillis(d.at),
        });
    }
    pauses.sort_unstable();
    Ok(WindowProgress {
        version: u64::try_from(row.version).unwrap_or(0),
        state: row.state()?,
        counts,
        hosts,
        median_pause_ns: pauses.get(pauses.len() / 2).copied(),
        worst_pause_ns: pauses.last().copied(),
    })
}
