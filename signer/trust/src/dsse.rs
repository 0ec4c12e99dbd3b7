//! DSSE envelopes (<https://github.com/secure-systems-lab/dsse>, protocol v1): signatures over the received bytes, checked before anything in them is parsed.

use serde::{Deserialize, Serialize};

/// A DSSE envelope in its JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// What the payload is.
    pub payload_type: String,
    /// The payload, base64 (standard, padded).
    pub payload: String,
    /// The signatures.
    pub signatures: Vec<Signature>,
}

/// One signature over the payload's pre-authentication encoding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// A hint, never a decision: the first 16 hex digits of the SHA-256 of the public key.
    pub keyid: String,
    /// 64 bytes, base64.
    pub sig: String,
}
