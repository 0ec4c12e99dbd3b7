//! How a build goes, for pages that watch it.

use quiesce_types::view::BuildProgress;
use quiesce_types::{BuildRequestId, BuildState};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::build;
use crate::error::ServiceError;

/// The state, and the log lines from this number on.
pub fn progress(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    id: BuildRequestId,
    first_line: u64,
) -> Result<BuildProgress, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let request = build::find(conn, id)?.ok_or(ServiceError::NotFound {
            what: "build request",
        })?;
        let state = request.state()?;
        let lines = build::lines_from(conn, id, first_line)?;
        let count = first_line + lines.len() as u64;
        Ok(BuildProgress {
            version: version(count, state),
            state,
            verdict: request.report()?.map(|report| report.verdict),
            lines,
            first_line,
        })
    })
}

/// How many lines a version stands for: where a stream that stopped there goes on.
pub(crate) fn lines_at(version: u64) -> u64 {
    version / STATES
}

const STATES: u64 = 16;

fn version(lines: u64, state: BuildState) -> u64 {
    let place = BuildState::ALL
        .iter()
        .position(|s| *s == state)
        .unwrap_or(0) as u64;
    lines * STATES + place
}
