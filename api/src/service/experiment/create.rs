//! Adds an experiment.

use quiesce_types::input::NewExperiment;
use quiesce_types::{ExperimentId, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::models::ExperimentRecord;
use crate::db::queries::experiment;
use crate::error::ServiceError;
use crate::service::form::Form;
use crate::service::record::{Event, record};

/// Adds an experiment.
pub fn create(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    new: &NewExperiment,
) -> Result<ExperimentId, ServiceError> {
    actor.must_be(&[Role::Admin], "add experiments")?;
    check(new)?;
    let now = clock.now();
    db.write(|conn| {
        if experiment::all(conn)?.iter().any(|e| e.code == new.code) {
            return Err(ServiceError::field(
                "code",
                "There is an experiment with this code.",
            ));
        }
        let id = experiment::insert(
            conn,
            ExperimentRecord {
                id: 0,
                code: new.code.clone(),
                name: new.name.trim().to_owned(),
                colour: new.colour.to_lowercase(),
                quorum: i64::from(new.quorum),
                created_at: now.0,
            },
        )?;
        let sentence = format!(
            "{} added the experiment {} ({}); its windows need {} approval(s).",
            actor.name(),
            new.code,
            new.name.trim(),
            new.quorum
        );
        let event = Event {
            action: "experiment.added",
            subject_kind: "experiment",
            subject_id: id.to_string(),
            sentence,
            before: None,
            after: None,
        };
        record(conn, now, actor, event)?;
        Ok(id)
    })
}

fn check(new: &NewExperiment) -> Result<(), ServiceError> {
    let code_right = (1..=16).contains(&new.code.len())
        && new
            .code
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
    let colour_right = new
        .colour
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()));
    Form::new()
        .check(
            code_right,
            "code",
            "A code has 1 to 16 letters, digits and `-`.",
        )
        .line(
            &new.name,
            100,
            "name",
            "Enter the experiment's name, at most 100 characters.",
        )
        .check(
            colour_right,
            "colour",
            "A colour is `#` and six hex digits.",
        )
        .check(
            (1..=2).contains(&new.quorum),
            "quorum",
            "The quorum is 1 or 2 coordinators.",
        )
        .done()
}
