//! Orders a window's updates to be undone on chosen hosts.

use quiesce_trust::HostId;
use quiesce_trust::manifest::UpdateKind;
use quiesce_types::{DeploymentState, Role, WindowNumber};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::UndoRecord;
use crate::db::queries::{deployment, window};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::record::{Event, record};

/// Orders it: the hosts undo at their next check-in, the newest update first, whatever the time. The core module stays.
pub fn undo_on(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
    hosts: &[HostId],
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "undo updates")?;
    let now = clock.now();
    db.write(|conn| {
        window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let fleet = Fleet::load(conn, now)?;
        let mut names = Vec::new();
        for (row, host) in deployment::of_window(conn, number)? {
            let id = row.update()?;
            let is_core = fleet
                .released
                .iter()
                .any(|r| r.id == id && r.kind == UpdateKind::Core);
            let chosen = hosts.iter().any(|h| h.as_str() == row.host_id);
            if !chosen || is_core || row.state()? != DeploymentState::Applied {
                continue;
            }
            deployment::order_undo(
                conn,
                &UndoRecord {
                    host_id: row.host_id,
                    update_id: row.update_id,
                    window_id: number.0,
                    ordered_at: now.0,
                },
            )?;
            names.push(format!("{id} on {}", host.hostname));
        }
        if names.is_empty() {
            return Err(ServiceError::conflict(
                "nothing_to_undo",
                "None of these hosts has an update of this window applied.",
            ));
        }
        let event = Event {
            action: "undo.ordered",
            subject_kind: "window",
            subject_id: number.to_string(),
            sentence: format!("{} ordered to undo {}.", actor.name(), names.join(", ")),
            before: None,
            after: None,
        };
        record(conn, now, actor, event)?;
        Ok(window::touch(conn, number)?)
    })
}
