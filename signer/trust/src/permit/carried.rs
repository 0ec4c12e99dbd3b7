//! Whether the approvals in a permit carry it. Server, signer and host each ask for themselves.

use std::collections::BTreeSet;

use crate::permit::Permit;

/// An experiment has not said yes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuorumMissing {
    /// Nobody has a say about these hosts, so nobody can have agreed.
    #[error(
        "no experiment depends on these hosts, so nobody can approve; give their group a stake first"
    )]
    NobodyAffected,
    /// An experiment's quorum is not reached by approvals of this revision.
    #[error(
        "{experiment} has {have} of the {need} approvals of this revision that it needs; ask its coordinators"
    )]
    Experiment {
        /// Experiment code.
        experiment: String,
        /// Distinct persons who approved this revision for it.
        have: usize,
        /// Its quorum.
        need: u32,
    },
    /// The author of the window is the only one who approved it.
    #[error("only the window's author approved it; one more coordinator must approve")]
    AuthorAlone,
}

impl QuorumMissing {
    /// Machine code: one for all of them, because they are mended in the same way.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NobodyAffected | Self::Experiment { .. } | Self::AuthorAlone => "quorum_missing",
        }
    }
}

impl Permit {
    /// Every affected experiment has its quorum of distinct persons whose approval names this revision's hash, and
    /// the author is not the only person among them all. A quorum of 0 is read as 1.
    pub fn carried(&self) -> Result<(), QuorumMissing> {
        if self.affected.is_empty() {
            return Err(QuorumMissing::NobodyAffected);
        }
        let mut everybody = BTreeSet::new();
        for experiment in &self.affected {
            let persons: BTreeSet<i64> = self
                .approvals
                .iter()
                .filter(|a| a.experiment == experiment.code && a.revision == self.revision_sha256)
                .map(|a| a.person)
                .collect();
            let need = experiment.quorum.max(1);
            if persons.len() < need as usize {
                return Err(QuorumMissing::Experiment {
                    experiment: experiment.code.clone(),
                    have: persons.len(),
                    need,
                });
            }
            everybody.extend(persons);
        }
        if everybody.iter().all(|person| *person == self.author) {
            return Err(QuorumMissing::AuthorAlone);
        }
        Ok(())
    }
}
