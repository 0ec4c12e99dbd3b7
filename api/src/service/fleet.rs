//! All hosts with their groups, stakes and what they lack, as of one moment: what lists, counters, window plans and
//! checks are made of. Loaded whole; a centre's hosts fit in memory many times over.

use std::collections::{BTreeMap, BTreeSet};

use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{HostId, KernelRelease, UpdateId};
use quiesce_types::view::{ExperimentRef, FleetCounters, GroupRef, GroupRow, HostRow};
use quiesce_types::{GroupId, Health, HostState, UnixMillis, UpdateState};

use crate::db::AnyConnection;
use crate::db::models::{ArtifactRecord, ExperimentRecord, GroupRecord, HostRecord, UpdateRecord};
use crate::db::queries::{deployment, experiment, group, host, update};
use crate::error::ServiceError;

/// An update with what it is and whom it is for, parsed once.
pub(crate) struct Released {
    /// Which.
    pub id: UpdateId,
    /// What kind.
    pub kind: UpdateKind,
    /// Whether it may go into windows.
    pub state: UpdateState,
    /// Its row.
    pub update: UpdateRecord,
    /// Its artifact's row.
    pub artifact: ArtifactRecord,
}

/// The fleet.
pub(crate) struct Fleet {
    /// When.
    pub now: UnixMillis,
    /// Hosts, by name.
    pub hosts: Vec<HostRecord>,
    /// Released updates, by kernel and place in the series.
    pub released: Vec<Released>,
    /// Experiments, by code.
    pub experiments: Vec<ExperimentRecord>,
    groups: Vec<GroupRecord>,
    groups_of: BTreeMap<String, BTreeSet<i64>>,
    stakes_of: BTreeMap<i64, BTreeSet<i64>>,
    failed: BTreeSet<String>,
}

impl Fleet {
    /// Loads everything.
    pub fn load(conn: &mut AnyConnection, now: UnixMillis) -> Result<Self, ServiceError> {
        let mut groups_of: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for (group, host) in group::memberships(conn)? {
            groups_of.entry(host).or_default().insert(group);
        }
        let mut stakes_of: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for (group, experiment) in group::stakes(conn)? {
            stakes_of.entry(group).or_default().insert(experiment);
        }
        let mut last_word = BTreeMap::new();
        for (host, update, state) in deployment::outcomes(conn)? {
            last_word.insert((host, update), state);
        }
        let failed = last_word
            .into_iter()
            .filter(|(_, state)| state == "failed")
            .map(|((host, _), _)| host)
            .collect();
        let mut released = Vec::new();
        for (record, artifact) in update::all(conn)? {
            released.push(Released {
                id: record.id()?,
                kind: record.kind()?,
                state: record.state()?,
                update: record,
                artifact,
            });
        }
        Ok(Self {
            now,
            hosts: host::all(conn)?,
            released,
            experiments: experiment::all(conn)?,
            groups: group::all(conn)?,
            groups_of,
            stakes_of,
            failed,
        })
    }

    /// Experiments that depend on a host: the union over its groups.
    pub fn affected(&self, host: &str) -> BTreeSet<i64> {
        self.groups_of
            .get(host)
            .into_iter()
            .flatten()
            .filter_map(|group| self.stakes_of.get(group))
            .flatten()
            .copied()
            .collect()
    }

    /// Experiments by their numbers, by code.
    pub fn experiment_refs(&self, ids: &BTreeSet<i64>) -> Vec<ExperimentRef> {
        self.experiments
            .iter()
            .filter(|e| ids.contains(&e.id))
            .map(ExperimentRecord::to_ref)
            .collect()
    }

    /// The host's groups, by name.
    pub fn groups_of(&self, host: &str) -> Vec<GroupRef> {
        let Some(ids) = self.groups_of.get(host) else {
            return Vec::new();
        };
        self.groups
            .iter()
            .filter(|g| ids.contains(&g.id))
            .map(GroupRecord::to_ref)
            .collect()
    }

    /// Whether the host is in the group.
    pub fn is_member(&self, host: &str, group: GroupId) -> bool {
        self.groups_of
            .get(host)
            .is_some_and(|groups| groups.contains(&group.0))
    }

    /// A group's reference.
    pub fn group(&self, id: GroupId) -> Option<GroupRef> {
        self.groups
            .iter()
            .find(|g| g.id == id.0)
            .map(GroupRecord::to_ref)
    }

    /// Whether some update's last word on the host is that it failed.
    pub fn has_failed(&self, host: &str) -> bool {
        self.failed.contains(host)
    }

    /// The host with this id.
    pub fn host(&self, id: &HostId) -> Option<&HostRecord> {
        self.hosts.iter().find(|h| h.id == id.as_str())
    }

    /// Released updates for the host's kernel, core modules included, in order.
    pub fn for_kernel_of<'a>(&'a self, host: &'a HostRecord) -> impl Iterator<Item = &'a Released> {
        self.released.iter().filter(|r| {
            r.state == UpdateState::Released && r.artifact.kernel_build_id == host.kernel_build_id
        })
    }

    /// Updates that the host's kernel runs.
    pub fn in_force(&self, host: &HostRecord) -> Result<Vec<UpdateId>, ServiceError> {
        Ok(host
            .loaded()?
            .into_iter()
            .filter(|l| l.applied)
            .map(|l| l.id)
            .collect())
    }

    /// Released updates that the host lacks, core modules not among them.
    pub fn missing<'a>(&'a self, host: &'a HostRecord) -> Result<Vec<&'a Released>, ServiceError> {
        let in_force = self.in_force(host)?;
        Ok(self
            .for_kernel_of(host)
            .filter(|r| r.kind != UpdateKind::Core && !in_force.contains(&r.id))
            .collect())
    }

    /// How the host is. Diagnostics are a choice: a host without them is not out of date.
    pub fn health(&self, host: &HostRecord) -> Result<Health, ServiceError> {
        let silent = match host.last_seen() {
            Some(seen) => self.now.since(seen).as_millis() > i64_millis(host.poll_seconds * 3),
            None => true,
        };
        Ok(if silent {
            Health::Inactive
        } else if self.for_kernel_of(host).next().is_none() {
            Health::Unsupported
        } else if self
            .missing(host)?
            .iter()
            .any(|r| r.kind != UpdateKind::Diagnostic)
        {
            Health::OutOfDate
        } else {
            Health::UpToDate
        })
    }

    /// The host as lists show it.
    pub fn row(&self, host: &HostRecord) -> Result<HostRow, ServiceError> {
        Ok(HostRow {
            id: host.id()?,
            hostname: host.hostname.clone(),
            state: host.state()?,
            health: self.health(host)?,
            kernel: host.kernel()?,
            core: host.core_version.clone(),
            in_force: self.in_force(host)?,
            missing: self
                .missing(host)?
                .into_iter()
                .map(|r| r.id.clone())
                .collect(),
            groups: self.groups_of(&host.id),
            last_seen: host.last_seen(),
        })
    }

    /// The counters over all hosts.
    pub fn counters(&self) -> Result<FleetCounters, ServiceError> {
        let mut counters = FleetCounters::default();
        for host in &self.hosts {
            counters.total += 1;
            let counter = match host.state()? {
                HostState::Pending => &mut counters.pending,
                HostState::Denied => &mut counters.denied,
                HostState::Allowed => match self.health(host)? {
                    Health::UpToDate => &mut counters.up_to_date,
                    Health::OutOfDate => &mut counters.out_of_date,
                    Health::Unsupported => &mut counters.unsupported,
                    Health::Inactive => &mut counters.inactive,
                },
            };
            *counter += 1;
            if self.has_failed(&host.id) {
                counters.failed += 1;
            }
        }
        Ok(counters)
    }

    /// The groups as lists show them, by name.
    pub fn group_rows(&self) -> Vec<GroupRow> {
        let none = BTreeSet::new();
        self.groups
            .iter()
            .map(|group| {
                let members = self
                    .groups_of
                    .values()
                    .filter(|ids| ids.contains(&group.id));
                GroupRow {
                    id: GroupId(group.id),
                    name: group.name.clone(),
                    description: group.description.clone(),
                    stakes: self.experiment_refs(self.stakes_of.get(&group.id).unwrap_or(&none)),
                    hosts: members.count() as u64,
                }
            })
            .collect()
    }

    /// Kernels that hosts run or that updates exist for, by name.
    pub fn kernels(&self) -> Result<Vec<KernelRelease>, ServiceError> {
        let mut kernels = BTreeSet::new();
        for host in &self.hosts {
            kernels.insert(host.kernel()?.release);
        }
        for released in &self.released {
            kernels.insert(released.artifact.kernel()?.release);
        }
        Ok(kernels.into_iter().collect())
    }
}

fn i64_millis(seconds: i64) -> u128 {
    u128::try_from(seconds).unwrap_or(0) * 1000
}
