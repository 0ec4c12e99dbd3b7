//! Who does something: a person with a session, a host, the operator at the server's own command line, or the server itself.

use quiesce_trust::HostId;
use quiesce_types::view::Me;
use quiesce_types::{ExperimentId, PersonId, Role};

use crate::error::ServiceError;

/// Who, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// The network address, where there is one.
    pub address: Option<String>,
}

/// Who it can be.
#[derive(Debug, Clone)]
pub enum Who {
    /// A person with a session.
    Person(Me),
    /// Whoever may run commands as the server's user: sets up people, experiments, groups and tokens.
    Operator,
    /// The server, when time or the builder moves something.
    Server,
    /// A host, by its key.
    Host {
        /// Which.
        id: HostId,
        /// Its name.
        hostname: String,
    },
}

impl Actor {
    /// A person.
    pub fn person(me: Me, address: Option<&str>) -> Self {
        Self {
            who: Who::Person(me),
            address: address.map(str::to_owned),
        }
    }

    /// The operator on the server.
    pub fn operator() -> Self {
        Self {
            who: Who::Operator,
            address: None,
        }
    }

    /// The server itself.
    pub fn server() -> Self {
        Self {
            who: Who::Server,
            address: None,
        }
    }

    /// A host.
    pub fn host(id: HostId, hostname: &str, address: Option<&str>) -> Self {
        let hostname = hostname.to_owned();
        Self {
            who: Who::Host { id, hostname },
            address: address.map(str::to_owned),
        }
    }

    /// The person, if it is one.
    pub fn me(&self) -> Option<&Me> {
        match &self.who {
            Who::Person(me) => Some(me),
            Who::Operator | Who::Server | Who::Host { .. } => None,
        }
    }

    /// The name that stands in the audit.
    pub fn name(&self) -> &str {
        match &self.who {
            Who::Person(me) => &me.name,
            Who::Operator => "operator on the server",
            Who::Server => "server",
            Who::Host { hostname, .. } => hostname,
        }
    }

    /// `person`, `operator`, `server` or `host`.
    pub fn kind(&self) -> &'static str {
        match self.who {
            Who::Person(_) => "person",
            Who::Operator => "operator",
            Who::Server => "server",
            Who::Host { .. } => "host",
        }
    }

    /// The number or id that stands in the audit.
    pub fn id(&self) -> Option<String> {
        match &self.who {
            Who::Person(me) => me.id.map(|id| id.to_string()),
            Who::Operator | Who::Server => None,
            Who::Host { id, .. } => Some(id.to_string()),
        }
    }

    /// The account, or a refusal that says that this needs one.
    pub fn account(&self) -> Result<PersonId, ServiceError> {
        self.me().and_then(|me| me.id).ok_or_else(|| {
            ServiceError::denied(
                "person_required",
                "Only a person with an account may do this, so that others know whose word it was. Sign in.",
            )
        })
    }

    /// Refuses whoever may not look: hosts see only their own orders.
    pub fn may_see(&self) -> Result<(), ServiceError> {
        match self.who {
            Who::Person(_) | Who::Operator | Who::Server => Ok(()),
            Who::Host { .. } => Err(ServiceError::denied(
                "person_required",
                "A host sees its own orders only. Sign in as a person to look at this.",
            )),
        }
    }

    /// Refuses everyone without one of the roles. The operator counts as an admin.
    pub fn must_be(&self, roles: &[Role], what: &str) -> Result<(), ServiceError> {
        if self.is_one_of(roles) {
            return Ok(());
        }
        let wanted: Vec<&str> = roles.iter().map(|role| role.title()).collect();
        let wanted = wanted.join(" or ");
        Err(ServiceError::denied(
            "role_required",
            format!("To {what} takes the role {wanted}, which you do not have. Ask one of them."),
        ))
    }

    /// Whether the actor has one of the roles.
    pub fn is_one_of(&self, roles: &[Role]) -> bool {
        match &self.who {
            Who::Person(me) => roles.iter().any(|role| me.is(*role)),
            Who::Operator => roles.contains(&Role::Admin),
            Who::Server | Who::Host { .. } => false,
        }
    }

    /// Whether the person decides for the experiment.
    pub fn coordinates(&self, experiment: ExperimentId) -> bool {
        self.me()
            .is_some_and(|me| me.coordinates.iter().any(|e| e.id == experiment))
    }
}
