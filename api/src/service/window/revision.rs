//! A revision in its canonical form: what people approve, and what the permit is made of.

use serde::{Deserialize, Serialize};

use quiesce_trust::{Digest, HostId, UpdateId, WindowId};
use quiesce_types::UnixMillis;
use quiesce_types::view::GroupRef;

use crate::db::models::RevisionRecord;
use crate::db::{from_json, to_json};
use crate::error::ServiceError;

/// Everything material. Serialised with `serde_json` in this order, without white space; every list is sorted as said. Title and
/// note are not material and not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    /// The window.
    pub window: WindowId,
    /// The revision's number, from 1.
    pub revision: u32,
    /// The start, in milliseconds since 1970.
    pub starts_at: UnixMillis,
    /// The end.
    pub ends_at: UnixMillis,
    /// The zone its times are spoken of in.
    pub time_zone: String,
    /// Groups that the hosts were taken from, by name.
    pub groups: Vec<GroupRef>,
    /// Hosts, by id: as they were then. Who joins a group later is not in the window.
    pub hosts: Vec<HostId>,
    /// Updates, in the order of applying.
    pub updates: Vec<PlannedUpdate>,
    /// Experiments whose quorum is needed, by code.
    pub affected: Vec<Affected>,
}

/// An update in a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlannedUpdate {
    /// Which.
    pub id: UpdateId,
    /// SHA-256 of its bundle.
    pub bundle: Digest,
    /// Whether the server added it because others need it.
    pub added: bool,
}

/// An affected experiment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Affected {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Distinct coordinators that must approve.
    pub quorum: u32,
}

impl Revision {
    /// The stored revision.
    pub fn of(record: &RevisionRecord) -> Result<Self, ServiceError> {
        Ok(from_json(&record.canonical)?)
    }

    /// The canonical text and its SHA-256.
    pub fn canonical(&self) -> Result<(String, Digest), ServiceError> {
        let text = to_json(self)?;
        let digest = Digest::of(text.as_bytes());
        Ok((text, digest))
    }

    /// What changed since the revision before, a sentence each. Empty: nothing material.
    pub fn changes_since(&self, before: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let time = |at: UnixMillis| at.timestamp().strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        if self.starts_at != before.starts_at {
            changes.push(format!(
                "The start moved from {} to {}.",
                time(before.starts_at),
                time(self.starts_at)
            ));
        }
        if self.ends_at != before.ends_at {
            changes.push(format!(
                "The end moved from {} to {}.",
                time(before.ends_at),
                time(self.ends_at)
            ));
        }
        if self.time_zone != before.time_zone {
            changes.push(format!("The time zone is {} now.", self.time_zone));
        }
        let gained = self
            .hosts
            .iter()
            .filter(|h| !before.hosts.contains(h))
            .count();
        let lost = before
            .hosts
            .iter()
            .filter(|h| !self.hosts.contains(h))
            .count();
        if gained + lost > 0 {
            changes.push(format!("{} came in, {lost} went out.", host_count(gained)));
        }
        let ids = |list: &[PlannedUpdate]| -> Vec<String> {
            list.iter().map(|u| u.id.to_string()).collect()
        };
        if self.updates != before.updates {
            changes.push(format!(
                "The updates are {} now; they were {}.",
                ids(&self.updates).join(", "),
                ids(&before.updates).join(", ")
            ));
        }
        if self.affected != before.affected {
            let codes: Vec<&str> = self.affected.iter().map(|a| a.code.as_str()).collect();
            changes.push(format!(
                "Approvals are needed from {} now.",
                codes.join(", ")
            ));
        }
        changes
    }
}

/// `1 host`, `12 hosts`.
pub(super) fn host_count(count: usize) -> String {
    match count {
        1 => "1 host".to_owned(),
        _ => format!("{count} hosts"),
    }
}
