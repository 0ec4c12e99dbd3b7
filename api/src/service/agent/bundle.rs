//! Gives a bundle to a host.

use quiesce_trust::Digest;

use super::authenticate::AuthenticatedHost;
use crate::artifact_store::SharedStore;
use crate::db::Database;
use crate::db::queries::update;
use crate::error::ServiceError;

/// The bytes of a released bundle. Only for allowed hosts; what they may do with it, the permit says.
pub fn bundle(
    db: &Database,
    store: &SharedStore,
    to: &AuthenticatedHost,
    digest: Digest,
) -> Result<Vec<u8>, ServiceError> {
    to.must_be_allowed()?;
    let known = db.read(|conn| Ok(update::by_bundle(conn, digest)?))?;
    if known.is_none() {
        return Err(ServiceError::NotFound { what: "bundle" });
    }
    store.fetch(digest)?.ok_or_else(|| {
        ServiceError::Machine(format!("the bundle {digest} is not in the artifact store"))
    })
}
