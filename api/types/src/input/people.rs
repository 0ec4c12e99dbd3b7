//! People, their experiments, and how they sign in.

use serde::{Deserialize, Serialize};

use crate::ids::ExperimentId;
use crate::role::Role;

/// What the sign-in form sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The account.
    pub login: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// A person to be added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// The account: 2 to 32 characters of a-z, 0-9, `.`, `_` and `-`, unique.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// At least 12 characters.
    pub password: String,
    /// Facility roles. [`Role::Coordinator`] follows from `coordinates` and need not be named.
    pub roles: Vec<Role>,
    /// Experiments that the person decides for.
    pub coordinates: Vec<ExperimentId>,
}

impl std::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPerson")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// An experiment to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewExperiment {
    /// Its code, for example `STAR`: 1 to 16 letters, digits and `-`, unique.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Its colour on pages: `#rrggbb`.
    pub colour: String,
    /// Distinct coordinators that must approve a window: 1 or 2.
    pub quorum: u32,
}
