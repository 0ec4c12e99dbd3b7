//! Which host a token is from.

use quiesce_trust::HostId;
use quiesce_types::HostState;

use crate::actor::Actor;
use crate::auth::host_token;
use crate::clock::Clock;
use crate::db::Database;
use crate::db::queries::host;
use crate::error::ServiceError;

/// A host whose token was good.
#[derive(Debug, Clone)]
pub struct AuthenticatedHost {
    /// Which.
    pub id: HostId,
    /// Its name.
    pub hostname: String,
    /// Pending or allowed; a denied one does not get this far.
    pub state: HostState,
    /// The network address.
    pub address: Option<String>,
}

impl AuthenticatedHost {
    /// The host as an actor.
    pub fn actor(&self) -> Actor {
        Actor::host(self.id.clone(), &self.hostname, self.address.as_deref())
    }

    /// Refuses a host that no admin has allowed yet.
    pub fn must_be_allowed(&self) -> Result<(), ServiceError> {
        match self.state {
            HostState::Allowed => Ok(()),
            HostState::Pending => Err(ServiceError::denied(
                "host_pending",
                "No admin has allowed this host yet. Ask one to allow it on the Hosts page.",
            )),
            HostState::Denied => Err(denied()),
        }
    }
}

/// Checks a token: signature by the host's own key, audience, times, and that it was not used before.
pub fn authenticate(
    db: &Database,
    clock: &Clock,
    token: &str,
    address: Option<&str>,
) -> Result<AuthenticatedHost, ServiceError> {
    let now = clock.now();
    let id = host_token::claimed_host(token)?;
    db.write(|conn| {
        let found = host::find(conn, &id)?
            .ok_or_else(|| host_token::refused("no host with this id is enrolled"))?;
        let key: [u8; 32] = found
            .public_key
            .as_slice()
            .try_into()
            .map_err(|_| host_token::refused("the stored key is not one"))?;
        let claims = host_token::verify(token, &key, now)?;
        let until = host_token::remember_until(&claims);
        if !host::use_jti(conn, &id, &claims.jti, until, now)? {
            return Err(host_token::refused("it was used before"));
        }
        match found.state()? {
            HostState::Denied => Err(denied()),
            state @ (HostState::Pending | HostState::Allowed) => Ok(AuthenticatedHost {
                id: id.clone(),
                hostname: found.hostname,
                state,
                address: address.map(str::to_owned),
            }),
        }
    })
}

fn denied() -> ServiceError {
    ServiceError::denied(
        "host_denied",
        "An admin denied this host. Ask one to allow it on the Hosts page.",
    )
}
