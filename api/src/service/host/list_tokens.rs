//! The enrolment tokens that were given out.

use quiesce_types::view::{PersonRef, TokenRow};
use quiesce_types::{GroupId, PersonId, Role, UnixMillis};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::GroupRecord;
use crate::db::queries::{enrolment, group};
use crate::error::ServiceError;

/// All tokens, newest first, without their text.
pub fn list_tokens(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
) -> Result<Vec<TokenRow>, ServiceError> {
    actor.must_be(&[Role::Admin, Role::Auditor], "see enrolment tokens")?;
    db.read(|conn| {
        let mut rows = Vec::new();
        for token in enrolment::all(conn)? {
            let joins = match token.group_id {
                Some(id) => group::find(conn, GroupId(id))?,
                None => None,
            };
            rows.push(TokenRow {
                created_at: UnixMillis(token.created_at),
                by: PersonRef {
                    id: token.created_by.map(PersonId),
                    name: token.created_by_name.clone(),
                },
                expires_at: UnixMillis(token.expires_at),
                group: joins.as_ref().map(GroupRecord::to_ref),
                used_by: token.used_by()?,
            });
        }
        Ok(rows)
    })
}
