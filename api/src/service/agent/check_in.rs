//! Takes what a host says of itself, and brings its deployments in line with it.

use quiesce_trust::manifest::UpdateKind;
use quiesce_types::host_api::CheckIn;
use quiesce_types::{DeploymentState, UnixMillis};

use super::authenticate::AuthenticatedHost;
use crate::clock::Clock;
use crate::db::queries::{deployment, host, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Stores a check-in. One with a counter that is not greater than every one before is a replay.
pub fn check_in(
    db: &Database,
    clock: &Clock,
    from: &AuthenticatedHost,
    poll_seconds: u32,
    said: &CheckIn,
) -> Result<(), ServiceError> {
    if said.agent.len() > 64 || said.core.as_ref().is_some_and(|c| c.len() > 64) {
        return Err(ServiceError::field(
            "agent",
            "A version has at most 64 characters.",
        ));
    }
    let now = clock.now();
    db.write(|conn| {
        if !host::take_counter(conn, &from.id, said.counter)? {
            return Err(replayed());
        }
        let before = host::find(conn, &from.id)?
            .ok_or(ServiceError::NotFound { what: "host" })?
            .kernel()?;
        host::check_in(conn, &from.id, said, poll_seconds, now)?;
        if before != said.kernel {
            let event = Event {
                action: "host.kernel_changed",
                subject_kind: "host",
                subject_id: from.id.to_string(),
                sentence: format!(
                    "{} runs kernel {} now; it ran {} before.",
                    from.hostname, said.kernel.release, before.release
                ),
                before: Some(before.build_id.as_str()),
                after: Some(said.kernel.build_id.as_str()),
            };
            record(conn, now, &from.actor(), event)?;
        }
        settle(conn, now, from, said)
    })
}

/// The refusal of a counter that was seen before.
pub(super) fn replayed() -> ServiceError {
    ServiceError::conflict(
        "replayed",
        "The host has sent this counter or a greater one before: this is a replay. Nothing was changed.",
    )
}

/// Deployments of what is in force already: one that was under way succeeded, though its report was lost; one that was
/// waiting has nothing to do.
fn settle(
    conn: &mut AnyConnection,
    now: UnixMillis,
    from: &AuthenticatedHost,
    said: &CheckIn,
) -> Result<(), ServiceError> {
    for (mut row, _, update) in deployment::of_host(conn, &from.id)? {
        let id = row.update()?;
        let is_core = update.kind()? == UpdateKind::Core;
        let in_force =
            said.loaded.iter().any(|l| l.applied && l.id == id) || (is_core && said.core.is_some());
        let before = row.state()?;
        if !in_force || !before.is_offered() {
            continue;
        }
        let (after, why) = match before {
            DeploymentState::Waiting => (DeploymentState::Skipped, "It was in force already."),
            DeploymentState::Downloaded
            | DeploymentState::Applying
            | DeploymentState::Busy
            | DeploymentState::Applied
            | DeploymentState::Failed
            | DeploymentState::Skipped
            | DeploymentState::Undone => (
                DeploymentState::Applied,
                "Seen in the kernel; the report was lost.",
            ),
        };
        row.state = before.to(after)?.word().to_owned();
        row.message = Some(why.to_owned());
        row.at = now.0;
        deployment::store(conn, &row)?;
        let number = quiesce_types::WindowNumber(row.window_id);
        window::touch(conn, number)?;
        let event = Event {
            action: if after == DeploymentState::Skipped {
                "deployment.skipped"
            } else {
                "deployment.applied"
            },
            subject_kind: "window",
            subject_id: number.to_string(),
            sentence: format!("{} on {}: {after}. {why}", update.title, from.hostname),
            before: Some(before.word()),
            after: Some(after.word()),
        };
        record(conn, now, &from.actor(), event)?;
    }
    Ok(())
}
