//! The host groups.

use quiesce_types::view::GroupRow;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// All groups with stakes and number of members, by name.
pub fn list(db: &Database, clock: &Clock, actor: &Actor) -> Result<Vec<GroupRow>, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| Ok(Fleet::load(conn, now)?.group_rows()))
}
