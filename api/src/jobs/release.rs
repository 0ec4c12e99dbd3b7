//! Has accepted updates signed, and releases them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use quiesce_trust::bundle;
use quiesce_trust::manifest::Manifest;
use quiesce_trust::signing::{Answer, Ask, ReleaseEvidence};
use quiesce_types::build::LogLine;
use quiesce_types::{BuildRequestId, BuildState};

use crate::db::models::BuildRecord;
use crate::db::queries::build;
use crate::error::ServiceError;
use crate::server::AppState;
use crate::service::build as builds;

/// One look at all accepted requests. One that the signer refuses does not hold up the others.
pub(super) fn look(state: &AppState) -> Result<(), ServiceError> {
    let accepted = state
        .db()
        .read(|conn| Ok(build::in_state(conn, BuildState::Accepted)?))?;
    let mut last = Ok(());
    for request in accepted {
        if let Err(error) = release(state, &request) {
            tell(state, &request, &error)?;
            last = Err(error);
        }
    }
    last
}

fn release(state: &AppState, request: &BuildRecord) -> Result<(), ServiceError> {
    let missing =
        |what: &str| ServiceError::Machine(format!("{what} of build {} is gone", request.id));
    let manifest: Manifest = request.manifest()?.ok_or_else(|| missing("the manifest"))?;
    let mut members = Vec::with_capacity(manifest.members.len());
    for member in &manifest.members {
        let bytes = state.store().fetch(member.sha256)?;
        members.push(bytes.ok_or_else(|| missing(&member.name))?);
    }
    let ask = Ask::SignUpdate {
        manifest: manifest.clone(),
        members: members.iter().map(|bytes| STANDARD.encode(bytes)).collect(),
        evidence: ReleaseEvidence {
            requester: request.requester_id,
            reviewer: request.reviewer_id.ok_or_else(|| missing("the reviewer"))?,
        },
    };
    let answer = state.signer().ask(&ask)?;
    let Answer::Update { envelope, .. } = answer else {
        return Err(state.signer().unexpected(&answer));
    };
    let bytes = bundle::assemble(&envelope, &members)
        .map_err(|e| ServiceError::Machine(format!("the bundle could not be written: {e}")))?;
    let digest = state.store().keep(&bytes)?;
    let now = state.clock().now();
    state.db().write(|conn| {
        let found = build::find(conn, BuildRequestId(request.id))?;
        let Some(mut request) = found else {
            return Ok(());
        };
        builds::release(
            conn,
            now,
            &mut request,
            &manifest,
            digest,
            bytes.len() as u64,
        )
    })
}

/// Puts the signer's refusal where reviewers see it: into the build log, once.
fn tell(state: &AppState, request: &BuildRecord, error: &ServiceError) -> Result<(), ServiceError> {
    let text = error.sentence();
    state.db().write(|conn| {
        let id = BuildRequestId(request.id);
        let lines = build::lines_from(conn, id, 0)?;
        let last = lines.last();
        if last.is_some_and(|line| line.step == "sign" && line.text == text) {
            return Ok(());
        }
        let ms = last.map_or(0, |line| line.ms);
        let line = LogLine {
            ms,
            step: "sign".to_owned(),
            text: text.clone(),
            percent: None,
        };
        Ok(build::add_lines(conn, id, lines.len() as u64, &[line])?)
    })
}
