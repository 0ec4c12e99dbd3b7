//! Who the host is: its id, and tokens made with its own key.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use quiesce_trust::HostId;
use quiesce_types::host_api::AUDIENCE;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::ClientError;

/// Tells the time in seconds since 1970-01-01T00:00:00Z.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Seconds that a token is valid before the moment it was made: the server's clock may be behind.
const BEFORE: i64 = 30;
/// Seconds that a token is valid after that moment. Together below the five minutes that the protocol allows.
const AFTER: i64 = 120;

/// A host's id and key.
#[derive(Clone)]
pub struct HostIdentity {
    host: HostId,
    key: Zeroizing<Vec<u8>>,
}

/// RFC 7519 claims, all of which the server requires.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

impl HostIdentity {
    /// From the host's id and its ed25519 key as PKCS#8 DER (RFC 8410).
    pub fn new(host: HostId, pkcs8_der: Zeroizing<Vec<u8>>) -> Self {
        Self {
            host,
            key: pkcs8_der,
        }
    }

    /// The host's id.
    pub fn host(&self) -> &HostId {
        &self.host
    }

    /// A token for one request (RFC 8037 EdDSA).
    ///
    /// # Errors
    /// [`ClientError::Key`] when the key cannot sign or the system has no randomness.
    pub fn token(&self, now: i64) -> Result<String, ClientError> {
        let mut jti = [0; 16];
        getrandom::fill(&mut jti).map_err(|_| ClientError::Key)?;
        let claims = Claims {
            iss: self.host.as_str(),
            sub: self.host.as_str(),
            aud: AUDIENCE,
            iat: now,
            nbf: now - BEFORE,
            exp: now + AFTER,
            jti: hex::encode(jti),
        };
        let key = EncodingKey::from_ed_der(&self.key);
        encode(&Header::new(Algorithm::EdDSA), &claims, &key).map_err(|_| ClientError::Key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ed25519_dalek::SigningKey;
    use jsonwebtoken::{DecodingKey, Validation, decode};
    use serde_json::Value;

    use super::*;
    use crate::mock;

    #[test]
    fn a_token_carries_what_the_server_requires_and_verifies_with_the_public_key() {
        let identity = mock::identity(7);
        let now = i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap();
        let token = identity.token(now).unwrap();
        let public = SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes();
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[identity.host().as_str()]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        rules.validate_nbf = true;
        rules.leeway = 0;
        let key = DecodingKey::from_ed_der(&public);
        let claims: BTreeMap<String, Value> = decode(&token, &key, &rules).unwrap().claims;
        let lifetime = claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap();
        assert!(lifetime <= 300);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 32);
        assert_ne!(
            token,
            identity.token(now).unwrap(),
            "each token has a jti of its own"
        );
    }

    #[test]
    fn a_damaged_key_is_an_error() {
        let identity = HostIdentity::new(mock::identity(7).host().clone(), Zeroizing::new(vec![1]));
        assert!(matches!(identity.token(0), Err(ClientError::Key)));
    }
}
