//! Hands build requests to builders as job folders, follows their logs, and takes their results.

mod folder;

use quiesce_trust::bundle::check_member;
use quiesce_trust::manifest::Manifest;
use quiesce_types::build::{BuildResult, Verdict};
use quiesce_types::{BuildRequestId, BuildState};

use crate::actor::Actor;
use crate::db::models::BuildRecord;
use crate::db::queries::build;
use crate::db::to_json;
use crate::error::ServiceError;
use crate::server::AppState;
use crate::service::build::move_to;
use folder::JobFolder;

/// One look at all requests that a builder has or should have.
pub(super) fn look(state: &AppState) -> Result<(), ServiceError> {
    let (queued, building) = state.db().read(|conn| {
        Ok((
            build::in_state(conn, BuildState::Queued)?,
            build::in_state(conn, BuildState::Building)?,
        ))
    })?;
    for request in queued {
        let folder = JobFolder::of(state, &request)?;
        folder.write(&request)?;
        if folder.is_claimed() {
            begin(state, &request)?;
            follow(state, &request, &folder)?;
        }
    }
    for request in building {
        let folder = JobFolder::of(state, &request)?;
        follow(state, &request, &folder)?;
    }
    Ok(())
}

fn begin(state: &AppState, request: &BuildRecord) -> Result<(), ServiceError> {
    let now = state.clock().now();
    state.db().write(|conn| {
        let found = build::find(conn, BuildRequestId(request.id))?;
        let Some(mut request) = found else {
            return Ok(());
        };
        move_to(
            conn,
            now,
            &Actor::server(),
            &mut request,
            BuildState::Building,
            "",
        )
    })
}

/// Stores new log lines and, when it is there, the result.
fn follow(state: &AppState, request: &BuildRecord, folder: &JobFolder) -> Result<(), ServiceError> {
    let id = BuildRequestId(request.id);
    // The result first: whatever was logged before it is in the log by then.
    let result = folder.result();
    let known = state.db().read(|conn| Ok(build::count_lines(conn, id)?))?;
    let lines = folder.lines_from(known)?;
    if !lines.is_empty() {
        state
            .db()
            .write(|conn| Ok(build::add_lines(conn, id, known, &lines)?))?;
    }
    match result {
        Ok(None) => Ok(()),
        Ok(Some(result)) => finish(state, request, folder, result),
        Err(error) => finish(state, request, folder, folder::broken(&error.sentence())),
    }
}

fn finish(
    state: &AppState,
    request: &BuildRecord,
    folder: &JobFolder,
    mut result: BuildResult,
) -> Result<(), ServiceError> {
    if result.report.verdict == Verdict::Built
        && let Err(why) = keep_members(state, request, folder, result.manifest.as_ref())
    {
        result = folder::broken(&why);
    }
    let next = match result.report.verdict {
        Verdict::Built => BuildState::Built,
        Verdict::NoChange | Verdict::Refused => BuildState::Refused,
        Verdict::Failed => BuildState::Failed,
    };
    let remark = match result.report.reasons.first() {
        Some(reason) => reason.message.clone(),
        None if result.report.verdict == Verdict::NoChange => {
            "The patch compiles to the same code.".to_owned()
        }
        None => String::new(),
    };
    let report = to_json(&result.report)?;
    let manifest = result.manifest.as_ref().map(to_json).transpose()?;
    let now = state.clock().now();
    state.db().write(|conn| {
        let id = BuildRequestId(request.id);
        let Some(mut request) = build::find(conn, id)? else {
            return Ok(());
        };
        build::set_result(conn, id, &report, manifest.as_deref())?;
        move_to(conn, now, &Actor::server(), &mut request, next, &remark)
    })
}

/// Checks that the manifest is for this request and keeps its members; says what is wrong if something is.
fn keep_members(
    state: &AppState,
    request: &BuildRecord,
    folder: &JobFolder,
    manifest: Option<&Manifest>,
) -> Result<(), String> {
    let manifest = manifest.ok_or("The builder left no manifest.")?;
    let ours = manifest.id.as_str() == request.update_id
        && request.kind().is_ok_and(|kind| kind == manifest.kind)
        && manifest.kernel.release.as_str() == request.kernel_release
        && i64::try_from(manifest.order) == Ok(request.order_number)
        && manifest.title == request.title;
    if !ours {
        return Err("The builder's manifest is for something else than was asked for.".to_owned());
    }
    manifest.check().map_err(|e| e.to_string())?;
    for member in &manifest.members {
        let bytes = folder.member(member).map_err(|e| e.sentence())?;
        check_member(member, &bytes).map_err(|e| e.to_string())?;
        state.store().keep(&bytes).map_err(|e| e.sentence())?;
    }
    Ok(())
}
