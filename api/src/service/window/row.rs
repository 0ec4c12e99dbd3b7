//! A window as lists show it.

use quiesce_types::UnixMillis;
use quiesce_types::view::WindowRow;

use super::consent::Consent;
use crate::db::models::WindowRecord;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// The row.
pub(crate) fn row(
    fleet: &Fleet,
    window: &WindowRecord,
    consent: &Consent,
) -> Result<WindowRow, ServiceError> {
    let revision = &consent.revision;
    let affected = revision.affected.iter().map(|a| a.id).collect();
    Ok(WindowRow {
        number: window.number(),
        title: window.title.clone(),
        state: window.state()?,
        starts_at: UnixMillis(window.starts_at),
        ends_at: UnixMillis(window.ends_at),
        time_zone: revision.time_zone.clone(),
        revision: revision.revision,
        hosts: revision.hosts.len() as u64,
        updates: revision.updates.iter().filter(|u| !u.added).count() as u64,
        affected: fleet.experiment_refs(&affected),
        approved_by: consent.approved_by()?,
    })
}
