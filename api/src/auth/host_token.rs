//! A host's token: an EdDSA JWT by the key that it enrolled with. The time comes from the caller's clock, so the library's own
//! time checks are off and done here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use quiesce_trust::HostId;
use quiesce_types::UnixMillis;
use quiesce_types::host_api::AUDIENCE;

use crate::error::ServiceError;

/// Longest life of a token, in seconds.
const LONGEST_LIFE: i64 = 300;
/// How far a host's clock may be ahead or behind, in seconds.
const SKEW: i64 = 30;
/// Bytes of a token; ours have about 400.
const LONGEST: usize = 4096;

/// What a token says. All of it is required.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// The host.
    pub iss: HostId,
    /// The host again: it speaks for itself only.
    pub sub: HostId,
    /// [`AUDIENCE`].
    pub aud: String,
    /// End, in seconds since 1970.
    pub exp: i64,
    /// Start, in seconds since 1970.
    pub nbf: i64,
    /// Works once.
    pub jti: String,
}

/// Which host a token claims to be from, unverified: good for finding the key and nothing else.
pub fn claimed_host(token: &str) -> Result<HostId, ServiceError> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: HostId,
    }
    if token.len() > LONGEST {
        return Err(refused("it is longer than any that a host makes"));
    }
    jsonwebtoken::dangerous::insecure_decode::<Issuer>(token)
        .map(|data| data.claims.iss)
        .map_err(|_| refused("it is not a token of a host"))
}

/// Checks a token against the host's key at a time, all but whether its id was used before.
pub fn verify(token: &str, key: &[u8; 32], now: UnixMillis) -> Result<Claims, ServiceError> {
    let key = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(key))
        .map_err(|_| refused("the stored key is not one"))?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules)
        .map_err(|e| refused(&e.to_string()))?
        .claims;
    let now = now.seconds();
    if claims.iss != claims.sub {
        return Err(refused("its issuer and subject differ"));
    }
    if claims.exp.saturating_sub(claims.nbf) > LONGEST_LIFE || claims.exp <= claims.nbf {
        return Err(refused("it lives longer than five minutes"));
    }
    if now >= claims.exp.saturating_add(SKEW) {
        return Err(refused("it has expired; check the host's clock"));
    }
    if now < claims.nbf.saturating_sub(SKEW) {
        return Err(refused("it is not valid yet; check the host's clock"));
    }
    if claims.jti.is_empty() || claims.jti.len() > 64 {
        return Err(refused("its id is empty or too long"));
    }
    Ok(claims)
}

/// Until when a used token's id has to be remembered.
pub fn remember_until(claims: &Claims) -> UnixMillis {
    UnixMillis::of_seconds(claims.exp.saturating_add(SKEW + 1))
}

/// A refusal, with its reason.
pub fn refused(why: &str) -> ServiceError {
    ServiceError::HostToken(why.to_owned())
}
