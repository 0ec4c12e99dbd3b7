//! SHA-256, as a type: 32 bytes, 64 hex digits in JSON.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

/// A text that is not 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 digits of 0-9 and a-f")]
pub struct MalformedDigest;

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// 64 hex digits, lower case.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// The first 8 hex digits in two groups, for people: `9f2c 41ab`.
    pub fn short(self) -> String {
        format!(
            "{} {}",
            hex::encode(&self.0[..2]),
            hex::encode(&self.0[2..4])
        )
    }
}

impl FromStr for Digest {
    type Err = MalformedDigest;
    fn from_str(text: &str) -> Result<Self, MalformedDigest> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(MalformedDigest);
        }
        let bytes = hex::decode(text).map_err(|_| MalformedDigest)?;
        Ok(Self(bytes.try_into().map_err(|_| MalformedDigest)?))
    }
}

impl TryFrom<String> for Digest {
    type Error = MalformedDigest;
    fn try_from(text: String) -> Result<Self, MalformedDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_hex()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.to_hex())
    }
}
