//! What the form for a new window offers.

use quiesce_trust::manifest::UpdateKind;
use quiesce_types::UpdateState;
use quiesce_types::view::WindowChoices;

use super::propose::AUTHORS;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::update;

/// Groups and released updates to choose from.
pub fn draft_form(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
) -> Result<WindowChoices, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let updates = update::rows(&fleet)?
            .into_iter()
            .filter(|u| u.kind != UpdateKind::Core && u.state == UpdateState::Released)
            .collect();
        Ok(WindowChoices {
            groups: fleet.group_rows(),
            updates,
            may_propose: actor.me().is_some() && actor.is_one_of(AUTHORS),
        })
    })
}
