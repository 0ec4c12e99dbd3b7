//! A word in the discussion of a request.

use quiesce_types::{BuildRequestId, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::CommentRecord;
use crate::db::queries::build;
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Who may join the discussion: everyone but those who only audit.
pub(super) const SPEAKERS: &[Role] = &[Role::Admin, Role::ReleaseManager, Role::Coordinator];

/// Adds a comment.
pub fn comment(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: BuildRequestId,
    text: &str,
) -> Result<(), ServiceError> {
    actor.must_be(SPEAKERS, "comment on a build request")?;
    let person = actor.account()?;
    let text = text.trim();
    if text.is_empty() || text.len() > 10_000 {
        return Err(ServiceError::field(
            "text",
            "Write something, at most 10,000 characters.",
        ));
    }
    let now = clock.now();
    db.write(|conn| {
        let request = build::find(conn, id)?.ok_or(ServiceError::NotFound {
            what: "build request",
        })?;
        build::add_comment(
            conn,
            CommentRecord {
                id: 0,
                request_id: id.0,
                person_id: person.0,
                text: text.to_owned(),
                at: now.0,
            },
        )?;
        let event = Event {
            action: "build_request.commented",
            subject_kind: "build_request",
            subject_id: id.to_string(),
            sentence: format!("{} commented on {}.", actor.name(), request.title),
            before: None,
            after: Some(text),
        };
        record(conn, now, actor, event)
    })
}
