//! One request.

use quiesce_types::view::{BuildPage, BuildStory, CommentRow};
use quiesce_types::{BuildRequestId, BuildState, Role, UnixMillis};

use super::comment::SPEAKERS;
use super::review::may_review;
use super::row::row;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::{build, person, update};
use crate::error::ServiceError;
use crate::service::story;

/// The request with its log, report, discussion and story.
pub fn show(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
    id: BuildRequestId,
) -> Result<BuildPage, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let request = build::find(conn, id)?.ok_or(ServiceError::NotFound {
            what: "build request",
        })?;
        let artifact = update::artifact_of(conn, &request.update()?)?;
        let reviewer = match request.reviewer_id {
            Some(reviewer) => Some(person::find(conn, reviewer)?.to_ref()),
            None => None,
        };
        let mut comments = Vec::new();
        for (comment, by) in build::comments(conn, id)? {
            comments.push(CommentRow {
                by: by.to_ref(),
                at: UnixMillis(comment.at),
                text: comment.text,
            });
        }
        let reviewable = matches!(request.state()?, BuildState::Built | BuildState::InReview);
        let denied = may_review(actor, &request).err().map(|e| e.sentence());
        Ok(BuildPage {
            row: row(conn, &request)?,
            bugs: request.bugs()?,
            cves: request.cves()?,
            report: request.report()?,
            log: build::lines_from(conn, id, 0)?,
            comments,
            reviewer,
            bundle: artifact.as_ref().map(|a| a.bundle()).transpose()?,
            bundle_size: artifact.as_ref().and_then(|a| u64::try_from(a.size).ok()),
            log_index: artifact
                .as_ref()
                .and_then(|a| u64::try_from(a.leaf_index).ok()),
            story: BuildStory {
                events: story::of(conn, "build_request", &id.to_string())?,
            },
            may_review: reviewable && denied.is_none(),
            review_denied: denied
                .filter(|_| reviewable && actor.is_one_of(&[Role::ReleaseManager])),
            may_comment: actor.me().is_some() && actor.is_one_of(SPEAKERS),
            why: request.why,
            patch: request.patch,
        })
    })
}
