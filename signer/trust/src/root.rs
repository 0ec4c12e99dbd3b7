//! What a host is told once and trusts from then on: which keys speak for which role.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// An ed25519 public key: 64 hex digits in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(pub [u8; 32]);

/// A text that is not a public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an ed25519 public key is 64 digits of 0-9 and a-f")]
pub struct MalformedKey;

impl PublicKey {
    /// The `keyid` of this key's signatures: the first 16 hex digits of the key's SHA-256. A hint for people and
    /// for choosing an error message; no decision is ever made by it.
    pub fn hint(&self) -> String {
        hex::encode(&Digest::of(&self.0).0[..8])
    }

    /// Whether this key signed `message`: RFC 8032 with the strict rules (no small-order keys, no malleable
    /// signatures). The only place in the project that calls the curve.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        ed25519_dalek::VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl FromStr for PublicKey {
    type Err = MalformedKey;
    fn from_str(text: &str) -> Result<Self, MalformedKey> {
        let bytes = hex::decode(text).map_err(|_| MalformedKey)?;
        Ok(Self(bytes.try_into().map_err(|_| MalformedKey)?))
    }
}

impl TryFrom<String> for PublicKey {
    type Error = MalformedKey;
    fn try_from(text: String) -> Result<Self, MalformedKey> {
        text.parse()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        hex::encode(key.0)
    }
}

/// The keys of one role and how many distinct ones must sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleKeys {
    /// The role's keys.
    pub keys: Vec<PublicKey>,
    /// How many distinct keys must have signed, at least 1.
    pub threshold: u32,
}

/// Everything that a verifier needs to know beforehand. Pinned on a host when it enrols.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRoot {
    /// Grows with each change; a host refuses a lower one.
    pub version: u64,
    /// Says what is a good update.
    pub release: RoleKeys,
    /// Says this update, on this host, now.
    pub director: RoleKeys,
    /// Signs the log's checkpoints.
    pub log: LogKey,
}

/// The log's name (the checkpoint's origin line) and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKey {
    /// Origin, for example `quiesce.example/log`.
    pub name: String,
    /// Its key.
    pub key: PublicKey,
}
