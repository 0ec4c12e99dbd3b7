//! Moving a request from state to state, with its audit event. The only place where its state changes.

use quiesce_trust::Digest;
use quiesce_trust::manifest::Manifest;
use quiesce_trust::tlog::leaf;
use quiesce_types::{BuildRequestId, BuildState, UnixMillis, UpdateState};

use crate::actor::Actor;
use crate::db::models::{ArtifactRecord, BuildRecord, UpdateRecord};
use crate::db::queries::{build, log, update};
use crate::db::{AnyConnection, to_json};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Moves a request. `remark` is a sentence for people, or empty.
pub(crate) fn move_to(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    request: &mut BuildRecord,
    next: BuildState,
    remark: &str,
) -> Result<(), ServiceError> {
    let before = request.state()?;
    let after = before.to(next)?;
    build::set_state(conn, BuildRequestId(request.id), after, now)?;
    request.state = after.word().to_owned();
    let sentence = format!(
        "{} ({}): {}. {remark}",
        request.title,
        request.update_id,
        words(after)
    );
    let event = Event {
        action: action(after),
        subject_kind: "build_request",
        subject_id: request.id.to_string(),
        sentence: sentence.trim_end().to_owned(),
        before: Some(before.word()),
        after: Some(after.word()),
    };
    record(conn, now, actor, event)
}

/// Makes an accepted request a released update: what the signer signed is stored, and its leaf goes into the log.
pub(crate) fn release(
    conn: &mut AnyConnection,
    now: UnixMillis,
    request: &mut BuildRecord,
    manifest: &Manifest,
    bundle: Digest,
    size: u64,
) -> Result<(), ServiceError> {
    let server = Actor::server();
    move_to(conn, now, &server, request, BuildState::Signed, "")?;
    let row = UpdateRecord {
        id: request.update_id.clone(),
        request_id: request.id,
        title: request.title.clone(),
        kind: request.kind.clone(),
        severity: request.severity.clone(),
        cves: request.cves.clone(),
        order_number: request.order_number,
        state: UpdateState::Candidate
            .to(UpdateState::Released)?
            .word()
            .to_owned(),
        released_at: now.0,
    };
    update::insert(conn, &row)?;
    let artifact = ArtifactRecord {
        id: 0,
        update_id: request.update_id.clone(),
        kernel_release: manifest.kernel.release.to_string(),
        kernel_build_id: manifest.kernel.build_id.to_string(),
        bundle_sha256: bundle.to_hex(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        manifest: to_json(manifest)?,
        leaf_index: log::append(conn, &leaf::release(bundle), None)?,
    };
    update::insert_artifact(conn, artifact)?;
    let remark = format!("Its bundle is {bundle}.");
    move_to(conn, now, &server, request, BuildState::Released, &remark)
}

fn action(state: BuildState) -> &'static str {
    match state {
        BuildState::Submitted => "build_request.submitted",
        BuildState::Triaged => "build_request.triaged",
        BuildState::Queued => "build_request.queued",
        BuildState::Building => "build_request.building",
        BuildState::Built => "build_request.built",
        BuildState::Refused => "build_request.refused",
        BuildState::Failed => "build_request.failed",
        BuildState::InReview => "build_request.in_review",
        BuildState::Accepted => "build_request.accepted",
        BuildState::Signed => "build_request.signed",
        BuildState::Released => "build_request.released",
        BuildState::Rejected => "build_request.rejected",
    }
}

fn words(state: BuildState) -> &'static str {
    match state {
        BuildState::Submitted => "submitted",
        BuildState::Triaged => "triaged",
        BuildState::Queued => "queued for building",
        BuildState::Building => "being built",
        BuildState::Built => "built",
        BuildState::Refused => "refused by the builder",
        BuildState::Failed => "the build failed",
        BuildState::InReview => "in review",
        BuildState::Accepted => "accepted for signing",
        BuildState::Signed => "signed",
        BuildState::Released => "released",
        BuildState::Rejected => "rejected",
    }
}
