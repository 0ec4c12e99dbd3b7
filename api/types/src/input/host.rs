//! Host groups and enrolment tokens.

use serde::{Deserialize, Serialize};

use crate::ids::{ExperimentId, GroupId};

/// A host group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// Its name, 1 to 64 characters, unique.
    pub name: String,
    /// What its hosts do, for people.
    pub description: String,
    /// Experiments that depend on its hosts.
    pub stakes: Vec<ExperimentId>,
}

/// An enrolment token to be given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The group that the host joins.
    pub group: Option<GroupId>,
    /// Whether the host is allowed at once. If not, an admin decides after it enrolled.
    pub allow: bool,
    /// Hours until the token expires, 1 to 720.
    pub hours: u32,
}
