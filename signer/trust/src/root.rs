//! What a host is told once and trusts from then on: which keys speak for which role.

use serde::{Deserialize, Serialize};

/// An ed25519 public key: 64 hex digits in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(pub [u8; 32]);

/// A text that is not a public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an ed25519 public key is 64 digits of 0-9 and a-f")]
pub struct MalformedKey;

impl TryFrom<String> for PublicKey {
    type Error = MalformedKey;
    fn try_from(text: String) -> Result<Self, MalformedKey> {
        let bytes = hex::decode(text).map_err(|_| MalformedKey)?;
        Ok(Self(bytes.try_into().map_err(|_| MalformedKey)?))
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
