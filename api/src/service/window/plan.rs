//! From what a person asks for to a revision: who and what is in it, and whose word it needs.

use std::collections::BTreeSet;
use std::time::Duration;

use quiesce_trust::HostId;
use quiesce_trust::manifest::UpdateKind;
use quiesce_types::input::WindowDraft;
use quiesce_types::{HostState, UpdateState, WindowNumber};

use super::revision::{Affected, PlannedUpdate, Revision};
use crate::db::models::HostRecord;
use crate::error::ServiceError;
use crate::service::fleet::{Fleet, Released};
use crate::service::form::Form;

/// The longest window.
const LONGEST: Duration = Duration::from_secs(14 * 24 * 3600);

/// Makes the revision, or says what is wrong with the draft, field by field.
pub(super) fn plan(
    fleet: &Fleet,
    draft: &WindowDraft,
    number: WindowNumber,
    revision: u32,
) -> Result<Revision, ServiceError> {
    check(fleet, draft)?;
    let hosts = hosts(fleet, draft)?;
    let updates = updates(fleet, draft, &hosts)?;
    let affected_ids: BTreeSet<i64> = hosts.iter().flat_map(|h| fleet.affected(&h.id)).collect();
    let mut affected = Vec::new();
    for experiment in fleet
        .experiments
        .iter()
        .filter(|e| affected_ids.contains(&e.id))
    {
        affected.push(Affected {
            id: experiment.id,
            code: experiment.code.clone(),
            quorum: experiment.quorum()?,
        });
    }
    if affected.is_empty() {
        return Err(ServiceError::field(
            "groups",
            "No experiment depends on these hosts, so nobody could approve. Give their group a stake first.",
        ));
    }
    let mut ids = hosts
        .iter()
        .map(|h| h.id())
        .collect::<Result<Vec<HostId>, _>>()?;
    ids.sort();
    let mut groups: Vec<_> = draft
        .groups
        .iter()
        .filter_map(|id| fleet.group(*id))
        .collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups.dedup();
    Ok(Revision {
        window: number
            .to_id()
            .map_err(|e| ServiceError::Machine(e.to_string()))?,
        revision,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        time_zone: draft.time_zone.clone(),
        groups,
        hosts: ids,
        updates,
        affected,
    })
}

fn check(fleet: &Fleet, draft: &WindowDraft) -> Result<(), ServiceError> {
    let zone_known = draft.time_zone == "UTC" || jiff::tz::TimeZone::get(&draft.time_zone).is_ok();
    let groups_known = draft.groups.iter().all(|id| fleet.group(*id).is_some());
    Form::new()
        .line(
            &draft.title,
            160,
            "title",
            "Enter a title of at most 160 characters.",
        )
        .check(
            draft.note.len() <= 10_000,
            "note",
            "At most 10,000 characters.",
        )
        .check(
            zone_known,
            "time_zone",
            "Choose a time zone, for example America/New_York.",
        )
        .check(
            draft.starts_at > fleet.now,
            "starts_at",
            "The start has passed. Choose one that leaves the coordinators time to decide.",
        )
        .check(
            draft.ends_at > draft.starts_at,
            "ends_at",
            "The end comes after the start.",
        )
        .check(
            draft.ends_at.since(draft.starts_at) <= LONGEST,
            "ends_at",
            "A window lasts 14 days at most.",
        )
        .check(
            groups_known,
            "groups",
            "One of these groups does not exist any more.",
        )
        .done()
}

/// Allowed hosts of the groups, and the single ones, each once.
fn hosts<'a>(fleet: &'a Fleet, draft: &WindowDraft) -> Result<Vec<&'a HostRecord>, ServiceError> {
    let mut hosts = Vec::new();
    for host in &fleet.hosts {
        let chosen = draft
            .groups
            .iter()
            .any(|group| fleet.is_member(&host.id, *group))
            || draft.hosts.iter().any(|id| id.as_str() == host.id);
        if chosen && host.state()? == HostState::Allowed {
            hosts.push(host);
        }
    }
    if hosts.is_empty() {
        return Err(ServiceError::field(
            "groups",
            "There is no allowed host in it. Choose a group that has some.",
        ));
    }
    Ok(hosts)
}

/// The chosen updates in the order of their series, after the newest core module of each kernel that needs one.
fn updates(
    fleet: &Fleet,
    draft: &WindowDraft,
    hosts: &[&HostRecord],
) -> Result<Vec<PlannedUpdate>, ServiceError> {
    let wanted: BTreeSet<_> = draft.updates.iter().collect();
    let chosen: Vec<&Released> = fleet
        .released
        .iter()
        .filter(|r| r.state == UpdateState::Released && wanted.contains(&r.id))
        .collect();
    if chosen.is_empty() || chosen.len() != wanted.len() {
        return Err(ServiceError::field(
            "updates",
            "Choose at least one update, and only released ones.",
        ));
    }
    if !hosts.iter().any(|host| {
        chosen
            .iter()
            .any(|r| r.artifact.kernel_build_id == host.kernel_build_id)
    }) {
        return Err(ServiceError::field(
            "updates",
            "None of these updates is for a kernel that one of the hosts runs.",
        ));
    }
    let planned = |r: &Released, added| -> Result<PlannedUpdate, ServiceError> {
        Ok(PlannedUpdate {
            id: r.id.clone(),
            bundle: r.artifact.bundle()?,
            added,
        })
    };
    let mut updates = Vec::new();
    let kernels: BTreeSet<&str> = chosen
        .iter()
        .map(|r| r.artifact.kernel_build_id.as_str())
        .collect();
    for kernel in kernels {
        let core = fleet.released.iter().rev().find(|r| {
            r.kind == UpdateKind::Core
                && r.state == UpdateState::Released
                && r.artifact.kernel_build_id == kernel
        });
        let core = core.ok_or_else(|| {
            ServiceError::field(
                "updates",
                "The core module for this kernel is not released yet. Accept its build first.",
            )
        })?;
        if !wanted.contains(&core.id) {
            updates.push(planned(core, true)?);
        }
    }
    for r in chosen {
        updates.push(planned(r, false)?);
    }
    Ok(updates)
}
