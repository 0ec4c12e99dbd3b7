//! What could go wrong with a window, found before anyone approves.

use std::collections::BTreeMap;

use quiesce_types::view::{Check, CheckLevel};
use quiesce_types::{Health, HostState, WindowState};

use super::consent::Consent;
use crate::db::AnyConnection;
use crate::db::models::{HostRecord, WindowRecord};
use crate::db::queries::window;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// How many names a finding lists before it counts the rest.
const NAMES: usize = 8;

/// All checks, the good ones too: what was looked at is part of the answer.
pub(super) fn checks(
    conn: &mut AnyConnection,
    fleet: &Fleet,
    row: &WindowRecord,
    consent: &Consent,
) -> Result<Vec<Check>, ServiceError> {
    let hosts: Vec<&HostRecord> = consent
        .revision
        .hosts
        .iter()
        .filter_map(|id| fleet.host(id))
        .collect();
    let mut found = vec![
        overlap(conn, fleet, row, consent)?,
        no_artifact(fleet, &hosts, consent),
    ];
    let mut inactive = Vec::new();
    let mut kept_out = Vec::new();
    for host in hosts {
        if host.state()? != HostState::Allowed {
            kept_out.push(host.hostname.as_str());
        } else if fleet.health(host)? == Health::Inactive {
            inactive.push(host.hostname.as_str());
        }
    }
    found.push(named(
        "inactive",
        CheckLevel::Warning,
        "all hosts alive",
        "inactive",
        "Every host has checked in lately.",
        "They will be tried when they check in again before the end",
        &inactive,
    ));
    if !kept_out.is_empty() {
        found.push(named(
            "denied",
            CheckLevel::Bad,
            "",
            "not allowed",
            "",
            "They will be skipped unless an admin allows them",
            &kept_out,
        ));
    }
    if let (Some(problem), WindowState::Approved) = (&row.permit_problem, row.state()?) {
        found.push(Check {
            code: "no_permit".to_owned(),
            level: CheckLevel::Bad,
            label: "no permit".to_owned(),
            detail: problem.clone(),
        });
    }
    Ok(found)
}

fn overlap(
    conn: &mut AnyConnection,
    fleet: &Fleet,
    row: &WindowRecord,
    consent: &Consent,
) -> Result<Check, ServiceError> {
    let mut others: BTreeMap<i64, (String, Vec<&str>)> = BTreeMap::new();
    let overlapping = window::overlapping(conn, row.number(), row.starts_at, row.ends_at)?;
    for (other, host) in &overlapping {
        let shared = consent.revision.hosts.iter().any(|id| id.as_str() == host);
        if let Some(record) = fleet.hosts.iter().find(|h| shared && h.id == *host) {
            let entry = others
                .entry(other.id)
                .or_insert((other.title.clone(), Vec::new()));
            entry.1.push(record.hostname.as_str());
        }
    }
    if others.is_empty() {
        return Ok(good(
            "overlap",
            "no clash",
            "No host is in another window at this time.",
        ));
    }
    let detail: Vec<String> = others
        .iter()
        .map(|(id, (title, names))| format!("Window {id}, {title}: {}.", list(names)))
        .collect();
    Ok(Check {
        code: "overlap".to_owned(),
        level: CheckLevel::Warning,
        label: "booked twice".to_owned(),
        detail: detail.join(" "),
    })
}

fn no_artifact(fleet: &Fleet, hosts: &[&HostRecord], consent: &Consent) -> Check {
    let fits = |host: &HostRecord| {
        fleet.released.iter().any(|r| {
            r.artifact.kernel_build_id == host.kernel_build_id
                && consent
                    .revision
                    .updates
                    .iter()
                    .any(|u| u.id == r.id && !u.added)
        })
    };
    let names: Vec<&str> = hosts
        .iter()
        .filter(|h| !fits(h))
        .map(|h| h.hostname.as_str())
        .collect();
    named(
        "no_artifact",
        CheckLevel::Bad,
        "right kernels",
        "without an update",
        "Every host runs a kernel that an update here is for.",
        "None of the updates is for their kernel; they will be skipped",
        &names,
    )
}

fn good(code: &str, label: &str, detail: &str) -> Check {
    Check {
        code: code.to_owned(),
        level: CheckLevel::Good,
        label: label.to_owned(),
        detail: detail.to_owned(),
    }
}

fn named(
    code: &str,
    level: CheckLevel,
    good_label: &str,
    bad_label: &str,
    good_detail: &str,
    bad_detail: &str,
    names: &[&str],
) -> Check {
    if names.is_empty() {
        return good(code, good_label, good_detail);
    }
    Check {
        code: code.to_owned(),
        level,
        label: format!("{} {bad_label}", names.len()),
        detail: format!("{bad_detail}: {}.", list(names)),
    }
}

fn list(names: &[&str]) -> String {
    let shown = names
        .iter()
        .take(NAMES)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
