//! The experiments and who decides for them.

use quiesce_types::ExperimentId;
use quiesce_types::view::ExperimentRow;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::PersonRecord;
use crate::db::queries::{experiment, person};
use crate::error::ServiceError;

/// All experiments, by code.
pub fn list(
    db: &Database,
    _clock: &Clock,
    actor: &Actor,
) -> Result<Vec<ExperimentRow>, ServiceError> {
    actor.may_see()?;
    db.read(|conn| {
        let mut rows = Vec::new();
        for record in experiment::all(conn)? {
            let coordinators = person::coordinators_of(conn, ExperimentId(record.id))?;
            rows.push(ExperimentRow {
                experiment: record.to_ref(),
                quorum: record.quorum()?,
                coordinators: coordinators.iter().map(PersonRecord::to_ref).collect(),
            });
        }
        Ok(rows)
    })
}
