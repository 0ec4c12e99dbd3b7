//! Whether the approvals carry a revision. The rule itself is [`Permit::carried`], which signer and host ask too: what the
//! server calls approved is what they will believe.

use std::collections::BTreeSet;

use quiesce_trust::Digest;
use quiesce_trust::permit::{AffectedExperiment, CarriedApproval, Permit, PermittedUpdate};
use quiesce_types::{Decision, UnixMillis, WindowState};

use super::revision::Revision;
use crate::db::AnyConnection;
use crate::db::models::{ApprovalRecord, PersonRecord, RevisionRecord, WindowRecord};
use crate::db::queries::{approval, window};
use crate::error::ServiceError;

/// The current revision and what was said to it.
pub(crate) struct Consent {
    /// The revision's row.
    pub record: RevisionRecord,
    /// Its content.
    pub revision: Revision,
    /// Its hash.
    pub sha256: Digest,
    /// Decisions that stand, oldest first, with who made them.
    pub standing: Vec<(ApprovalRecord, PersonRecord)>,
    /// Decisions that were voided, oldest first.
    pub voided: Vec<(ApprovalRecord, PersonRecord)>,
}

impl Consent {
    /// Loads what was said to the window's current revision.
    pub fn load(conn: &mut AnyConnection, of: &WindowRecord) -> Result<Self, ServiceError> {
        let record = window::current(conn, of)?;
        let (standing, voided) = approval::of_window(conn, of.number())?
            .into_iter()
            .partition(|(a, _)| a.voided_at.is_none() && a.revision == record.number);
        Ok(Self {
            revision: Revision::of(&record)?,
            sha256: record.sha256()?,
            record,
            standing,
            voided,
        })
    }

    /// Persons whose approval of this revision stands for the experiment.
    pub fn approvers(&self, experiment: i64) -> Result<BTreeSet<i64>, ServiceError> {
        let mut persons = BTreeSet::new();
        for (a, _) in &self.standing {
            if a.experiment_id == experiment && a.decision()? == Decision::Approve {
                persons.insert(a.person_id);
            }
        }
        Ok(persons)
    }

    /// Whether someone rejected it for the experiment.
    pub fn is_rejected_for(&self, experiment: i64) -> Result<bool, ServiceError> {
        for (a, _) in &self.standing {
            if a.experiment_id == experiment && a.decision()? == Decision::Reject {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the author is the only one who approved: then their word does not count.
    pub fn author_is_alone(&self) -> Result<bool, ServiceError> {
        let mut everybody = BTreeSet::new();
        for affected in &self.revision.affected {
            everybody.extend(self.approvers(affected.id)?);
        }
        Ok(everybody.len() == 1 && everybody.contains(&self.record.author_id))
    }

    /// Approvals that count for the experiment.
    pub fn given(&self, experiment: i64) -> Result<u32, ServiceError> {
        if self.author_is_alone()? {
            return Ok(0);
        }
        Ok(u32::try_from(self.approvers(experiment)?.len()).unwrap_or(u32::MAX))
    }

    /// How many affected experiments have their quorum.
    pub fn approved_by(&self) -> Result<u32, ServiceError> {
        let mut count = 0;
        for affected in &self.revision.affected {
            if self.given(affected.id)? >= affected.quorum.max(1) {
                count += 1;
            }
        }
        Ok(count)
    }

    /// What the decisions that stand make of the window: rejected, approved or still proposed.
    pub fn verdict(&self) -> Result<WindowState, ServiceError> {
        for affected in &self.revision.affected {
            if self.is_rejected_for(affected.id)? {
                return Ok(WindowState::Rejected);
            }
        }
        Ok(match self.permit()?.carried() {
            Ok(()) => WindowState::Approved,
            Err(_) => WindowState::Proposed,
        })
    }

    /// The permit for this revision with the approvals that stand, as it is put before the signer.
    pub fn permit(&self) -> Result<Permit, ServiceError> {
        let mut approvals = Vec::new();
        for (a, _) in &self.standing {
            let of = self
                .revision
                .affected
                .iter()
                .find(|e| e.id == a.experiment_id);
            if let (Decision::Approve, Some(of)) = (a.decision()?, of) {
                approvals.push(CarriedApproval {
                    experiment: of.code.clone(),
                    person: a.person_id,
                    revision: crate::db::parsed(&a.revision_sha256)?,
                    at: UnixMillis(a.at).seconds(),
                });
            }
        }
        let revision = &self.revision;
        Ok(Permit {
            window: revision.window.clone(),
            revision: revision.revision,
            revision_sha256: self.sha256,
            author: self.record.author_id,
            affected: revision
                .affected
                .iter()
                .map(|a| AffectedExperiment {
                    code: a.code.clone(),
                    quorum: a.quorum,
                })
                .collect(),
            approvals,
            updates: revision
                .updates
                .iter()
                .map(|u| PermittedUpdate {
                    id: u.id.clone(),
                    bundle: u.bundle,
                })
                .collect(),
            hosts: revision.hosts.clone(),
            not_before: revision.starts_at.seconds(),
            not_after: revision.ends_at.seconds(),
        })
    }
}
