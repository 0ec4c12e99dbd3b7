//! Who people are, and how they and updates are graded: closed lists of words.

use crate::state::words;

words!(
    /// What a person may be for the whole facility. Coordinators are tied to experiments and listed there.
    Role, "a role", {
        /// Keeps hosts, groups and stakes; requests builds; proposes, pauses and aborts windows.
        Admin = "admin",
        /// Reviews builds and accepts them for signing.
        ReleaseManager = "release_manager",
        /// Sees everything, changes nothing.
        Auditor = "auditor",
        /// Decides for one or more experiments.
        Coordinator = "coordinator",
    }
);

words!(
    /// What a coordinator says to a revision.
    Decision, "a decision", {
        /// Yes.
        Approve = "approve",
        /// No.
        Reject = "reject",
    }
);

words!(
    /// How bad the hole or fault is that an update closes.
    Severity, "a severity", {
        /// Nothing depends on it.
        Low = "low",
        /// Can wait for the next window.
        Moderate = "moderate",
        /// Should go into the next window.
        Important = "important",
        /// Exploited, or trivially exploitable.
        Critical = "critical",
    }
);

words!(
    /// How soon a build is wanted.
    Urgency, "an urgency", {
        /// When there is time.
        Low = "low",
        /// In its turn.
        Normal = "normal",
        /// Before the others.
        High = "high",
    }
);

impl Role {
    /// The role in words, for sentences: `release manager`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::ReleaseManager => "release manager",
            Self::Auditor => "auditor",
            Self::Coordinator => "coordinator",
        }
    }
}
