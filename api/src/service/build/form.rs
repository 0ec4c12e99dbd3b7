//! What the form for a new request offers.

use quiesce_types::view::BuildForm;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// Kernels to choose from, and whether the viewer may file a request at all.
pub fn form(db: &Database, clock: &Clock, actor: &Actor) -> Result<BuildForm, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        Ok(BuildForm {
            kernels: Fleet::load(conn, now)?.kernels()?,
            may_submit: actor.me().is_some() && actor.is_one_of(super::submit::REQUESTERS),
        })
    })
}
