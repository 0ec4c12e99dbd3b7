//! People, experiments and groups, as other pages refer to them.

use serde::{Deserialize, Serialize};

use crate::ids::{ExperimentId, GroupId, PersonId};
use crate::role::Role;
use crate::time::UnixMillis;

/// Whoever did something: a person, or the server, a host, the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// The account, when it was a person.
    pub id: Option<PersonId>,
    /// The name to show.
    pub name: String,
}

/// An experiment in a list or chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentRef {
    /// Which.
    pub id: ExperimentId,
    /// Its code, for example `STAR`.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// A host group in a list or chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRef {
    /// Which.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// The person who looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account; none for the operator on the server.
    pub id: Option<PersonId>,
    /// What one signs in with.
    pub login: String,
    /// The name to show.
    pub name: String,
    /// Roles, [`Role::Coordinator`] among them when `coordinates` is not empty.
    pub roles: Vec<Role>,
    /// Experiments that the person decides for.
    pub coordinates: Vec<ExperimentRef>,
}

impl Me {
    /// Whether the person has the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A session that was just opened. The token is shown once, here: set it as the cookie's value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSession {
    /// The opaque token.
    pub token: String,
    /// When it ends.
    pub expires_at: UnixMillis,
    /// Whose.
    pub me: Me,
}

/// A person in the list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Which.
    pub id: PersonId,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Experiments they decide for.
    pub coordinates: Vec<ExperimentRef>,
}

/// An experiment in the list of experiments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentRow {
    /// Which.
    pub experiment: ExperimentRef,
    /// Distinct coordinators that must approve.
    pub quorum: u32,
    /// Who they are.
    pub coordinators: Vec<PersonRef>,
}
