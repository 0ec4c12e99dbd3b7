//! The updates and how many hosts run them.

use quiesce_types::view::UpdateRow;
use quiesce_types::{BuildRequestId, HostState, UnixMillis};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ServiceError;
use crate::service::fleet::{Fleet, Released};

/// All updates, by kernel and place in the series, core modules among them.
pub fn list(db: &Database, clock: &Clock, actor: &Actor) -> Result<Vec<UpdateRow>, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| rows(&Fleet::load(conn, now)?))
}

/// The fleet's updates as lists show them.
pub(crate) fn rows(fleet: &Fleet) -> Result<Vec<UpdateRow>, ServiceError> {
    fleet
        .released
        .iter()
        .map(|released| row(fleet, released))
        .collect()
}

fn row(fleet: &Fleet, released: &Released) -> Result<UpdateRow, ServiceError> {
    let manifest = released.artifact.manifest()?;
    let (mut applied_on, mut missing_on) = (0, 0);
    for host in &fleet.hosts {
        if host.state()? != HostState::Allowed {
            continue;
        }
        let is_core = released.kind == quiesce_trust::manifest::UpdateKind::Core;
        let same_kernel = host.kernel_build_id == released.artifact.kernel_build_id;
        let runs_core = is_core && same_kernel && host.core_version.is_some();
        if runs_core || fleet.in_force(host)?.contains(&released.id) {
            applied_on += 1;
        } else if same_kernel {
            missing_on += 1;
        }
    }
    Ok(UpdateRow {
        id: released.id.clone(),
        title: released.update.title.clone(),
        kind: released.kind,
        severity: released.update.severity()?,
        cves: released.update.cves()?,
        state: released.state,
        request: BuildRequestId(released.update.request_id),
        kernel: released.artifact.kernel()?,
        order: u64::try_from(released.update.order_number).unwrap_or(0),
        functions: manifest.functions.into_iter().map(|f| f.name).collect(),
        bundle: released.artifact.bundle()?,
        size: u64::try_from(released.artifact.size).unwrap_or(0),
        released_at: UnixMillis(released.update.released_at),
        applied_on,
        missing_on,
    })
}
