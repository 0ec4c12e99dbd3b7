//! Gives out an enrolment token.

use std::time::Duration;

use quiesce_types::Role;
use quiesce_types::input::NewToken;
use quiesce_types::view::IssuedToken;

use crate::actor::Actor;
use crate::auth::secret;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::{GroupRecord, TokenRecord};
use crate::db::queries::{enrolment, group};
use crate::error::ServiceError;
use crate::service::form::Form;
use crate::service::record::{Event, record};

/// Makes a token that enrols one host. Only its hash is stored.
pub fn create_token(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    new: &NewToken,
) -> Result<IssuedToken, ServiceError> {
    actor.must_be(&[Role::Admin], "give out enrolment tokens")?;
    Form::new()
        .check(
            (1..=720).contains(&new.hours),
            "hours",
            "A token lasts 1 to 720 hours.",
        )
        .done()?;
    let now = clock.now();
    let expires_at = now + Duration::from_secs(u64::from(new.hours) * 3600);
    let token = secret::new_token()?;
    db.write(|conn| {
        let joins = match new.group {
            Some(id) => Some(
                group::find(conn, id)?
                    .ok_or_else(|| ServiceError::field("group", "There is no such host group."))?,
            ),
            None => None,
        };
        let id = enrolment::insert(
            conn,
            TokenRecord {
                id: 0,
                token_hash: secret::hash(&token),
                group_id: new.group.map(|g| g.0),
                allow: new.allow,
                created_by: actor.me().and_then(|me| me.id).map(|id| id.0),
                created_by_name: actor.name().to_owned(),
                created_at: now.0,
                expires_at: expires_at.0,
                used_by: None,
            },
        )?;
        let into = joins
            .as_ref()
            .map(|g| format!(" for the group {}", g.name))
            .unwrap_or_default();
        let event = Event {
            action: "enrolment_token.created",
            subject_kind: "enrolment_token",
            subject_id: id.to_string(),
            sentence: format!("{} gave out an enrolment token{into}.", actor.name()),
            before: None,
            after: None,
        };
        record(conn, now, actor, event)?;
        Ok(IssuedToken {
            token: token.clone(),
            expires_at,
            group: joins.as_ref().map(GroupRecord::to_ref),
        })
    })
}
