//! Who said what, by experiment.

use std::collections::BTreeSet;

use quiesce_types::view::{ApprovalRow, ExperimentApproval};
use quiesce_types::{Decision, ExperimentId, UnixMillis};

use crate::actor::Actor;
use crate::db::AnyConnection;
use crate::db::models::{ApprovalRecord, PersonRecord, WindowRecord};
use crate::db::queries::person;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::window::Consent;

/// A row for each affected experiment, by code.
pub(super) fn approvals(
    conn: &mut AnyConnection,
    actor: &Actor,
    fleet: &Fleet,
    window: &WindowRecord,
    consent: &Consent,
) -> Result<Vec<ExperimentApproval>, ServiceError> {
    let open = window.state()?.is_decidable() && fleet.now.0 < window.starts_at;
    let viewer = actor.me().and_then(|me| me.id);
    let alone = consent.author_is_alone()?;
    let mut rows = Vec::new();
    for affected in &consent.revision.affected {
        let id = ExperimentId(affected.id);
        let experiment = fleet.experiment_refs(&BTreeSet::from([affected.id]));
        let experiment = experiment.into_iter().next();
        let experiment = experiment.ok_or(ServiceError::NotFound { what: "experiment" })?;
        let of = |list: &[(ApprovalRecord, PersonRecord)]| {
            list.iter()
                .filter(|(a, _)| a.experiment_id == affected.id)
                .map(|(a, by)| approval(a, by, alone))
                .collect::<Result<Vec<_>, _>>()
        };
        let approvals = of(&consent.standing)?;
        let mine = approvals
            .iter()
            .find(|a| viewer.is_some() && a.person.id == viewer);
        let hosts = consent
            .revision
            .hosts
            .iter()
            .filter(|host| fleet.affected(host.as_str()).contains(&affected.id));
        rows.push(ExperimentApproval {
            experiment,
            hosts: hosts.count() as u64,
            given: consent.given(affected.id)?,
            quorum: affected.quorum,
            rejected: consent.is_rejected_for(affected.id)?,
            mine: mine.map(|a| a.decision),
            approvals,
            voided: of(&consent.voided)?,
            coordinators: person::coordinators_of(conn, id)?
                .iter()
                .map(PersonRecord::to_ref)
                .collect(),
            may_decide: open && actor.coordinates(id),
        });
    }
    Ok(rows)
}

fn approval(
    a: &ApprovalRecord,
    by: &PersonRecord,
    author_is_alone: bool,
) -> Result<ApprovalRow, ServiceError> {
    let decision = a.decision()?;
    let voided = a.voided_at.is_some();
    Ok(ApprovalRow {
        person: by.to_ref(),
        decision,
        comment: a.comment.clone(),
        at: UnixMillis(a.at),
        revision: u32::try_from(a.revision).unwrap_or(0),
        voided,
        counts: decision == Decision::Approve && !voided && !author_is_alone,
    })
}
