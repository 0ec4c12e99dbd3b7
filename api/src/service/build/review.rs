//! A release manager accepts or rejects a built update. Never the person who asked for it.

use quiesce_types::{BuildRequestId, BuildState, PersonId, Role};

use super::advance::move_to;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::BuildRecord;
use crate::db::queries::build;
use crate::error::ServiceError;

/// Accepts it for signing. The signer is asked by a job, and asked again until it answers.
pub fn accept(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: BuildRequestId,
) -> Result<(), ServiceError> {
    let now = clock.now();
    db.write(|conn| {
        let mut request = find(conn, id)?;
        let reviewer = may_review(actor, &request)?;
        if request.state()? == BuildState::Built {
            move_to(conn, now, actor, &mut request, BuildState::InReview, "")?;
        }
        build::set_reviewer(conn, id, reviewer)?;
        move_to(conn, now, actor, &mut request, BuildState::Accepted, "")
    })
}

/// Rejects it, with a reason.
pub fn reject(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: BuildRequestId,
    reason: &str,
) -> Result<(), ServiceError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > 2000 {
        return Err(ServiceError::field(
            "reason",
            "Say why, in at most 2,000 characters.",
        ));
    }
    let now = clock.now();
    db.write(|conn| {
        let mut request = find(conn, id)?;
        let reviewer = may_review(actor, &request)?;
        if request.state()? == BuildState::Built {
            move_to(conn, now, actor, &mut request, BuildState::InReview, "")?;
        }
        build::set_reviewer(conn, id, reviewer)?;
        let remark = format!("“{reason}”");
        move_to(
            conn,
            now,
            actor,
            &mut request,
            BuildState::Rejected,
            &remark,
        )
    })
}

/// The reviewer, or the rule that forbids it.
pub(super) fn may_review(actor: &Actor, request: &BuildRecord) -> Result<PersonId, ServiceError> {
    actor.must_be(&[Role::ReleaseManager], "review a built update")?;
    let reviewer = actor.account()?;
    if reviewer.0 == request.requester_id {
        return Err(ServiceError::denied(
            "requester_is_reviewer",
            "You asked for this build, so someone else has to review it. Ask another release manager.",
        ));
    }
    Ok(reviewer)
}

fn find(
    conn: &mut crate::db::AnyConnection,
    id: BuildRequestId,
) -> Result<BuildRecord, ServiceError> {
    build::find(conn, id)?.ok_or(ServiceError::NotFound {
        what: "build request",
    })
}
