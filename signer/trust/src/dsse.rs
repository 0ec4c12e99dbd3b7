//! DSSE envelopes (<https://github.com/secure-systems-lab/dsse>, protocol v1): signatures over the received bytes,
//! checked before anything in them is parsed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::manifest::limits;
use crate::root::{PublicKey, RoleKeys};

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

/// Why an envelope is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DsseError {
    /// It is about something else.
    #[error("the envelope holds `{found}` where `{expected}` is needed; offer the right file")]
    WrongType {
        /// The type that was needed.
        expected: String,
        /// The type that it has, cut to 80 characters.
        found: String,
    },
    /// Over [`limits::ENVELOPE`] or [`limits::SIGNATURES`].
    #[error("the envelope is larger than any that we sign; it was not made by our signer")]
    TooLarge,
    /// The payload is not base64.
    #[error("the envelope's payload is not base64; fetch it again")]
    Malformed,
    /// The verifier's own root is unusable: no keys, or a threshold that can't be met.
    #[error("the pinned trust root cannot accept any signature; enrol this host again")]
    UnusableRoot,
    /// No signature is by a key of the role.
    #[error(
        "it is signed by another key, not by one that this trust root names; if the keys were changed, fetch the new root"
    )]
    UnknownKey,
    /// A signature that names one of the role's keys does not verify.
    #[error(
        "the signature does not fit the content: it was changed after signing; fetch it again and report it if it happens twice"
    )]
    BadSignature,
    /// Fewer distinct keys than the role's threshold.
    #[error("{have} of the {need} signatures that are needed; wait until every holder has signed")]
    TooFewSignatures {
        /// Distinct keys of the role that signed.
        have: u32,
        /// The role's threshold.
        need: u32,
    },
}

impl DsseError {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "wrong_type",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed_envelope",
            Self::UnusableRoot => "unusable_root",
            Self::UnknownKey => "unknown_key",
            Self::BadSignature => "bad_signature",
            Self::TooFewSignatures { .. } => "too_few_signatures",
        }
    }
}

impl Envelope {
    /// Checks the signatures and hands out the payload's bytes, which are then safe to parse.
    ///
    /// At least `keys.threshold` *distinct* keys of the role must have signed; a key counts once however many
    /// signatures it made, and `keyid` is not looked at for the decision (it only chooses between
    /// [`DsseError::BadSignature`] and [`DsseError::UnknownKey`]).
    pub fn verify(&self, expected_type: &str, keys: &RoleKeys) -> Result<Vec<u8>, DsseError> {
        self.verify_signers(expected_type, keys)
            .map(|(payload, _)| payload)
    }

    /// As [`Envelope::verify`]; also which key made each signature, in the signatures' order.
    pub(crate) fn verify_signers(
        &self,
        expected_type: &str,
        keys: &RoleKeys,
    ) -> Result<(Vec<u8>, Vec<Option<PublicKey>>), DsseError> {
        let mut distinct: Vec<PublicKey> = Vec::new();
        for key in &keys.keys {
            if !distinct.contains(key) {
                distinct.push(*key);
            }
        }
        if keys.threshold == 0 || distinct.len() < keys.threshold as usize {
            return Err(DsseError::UnusableRoot);
        }
        if self.payload_type != expected_type {
            return Err(DsseError::WrongType {
                expected: expected_type.to_owned(),
                found: self.payload_type.chars().take(80).collect(),
            });
        }
        if self.payload.len() > limits::ENVELOPE || self.signatures.len() > limits::SIGNATURES {
            return Err(DsseError::TooLarge);
        }

        let payload = self.payload_bytes()?;
        let message = pae(&self.payload_type, &payload);
        let signers: Vec<Option<PublicKey>> = self
            .signatures
            .iter()
            .map(|signature| {
                let bytes: [u8; 64] = STANDARD.decode(&signature.sig).ok()?.try_into().ok()?;
                distinct
                    .iter()
                    .find(|key| key.verifies(&message, &bytes))
                    .copied()
            })
            .collect();

        let have = distinct
            .iter()
            .filter(|key| signers.contains(&Some(**key)))
            .count();
        if have >= keys.threshold as usize {
            return Ok((payload, signers));
        }
        if have > 0 {
            let have = u32::try_from(have).unwrap_or(u32::MAX);
            return Err(DsseError::TooFewSignatures {
                have,
                need: keys.threshold,
            });
        }
        let claims_ours = self
            .signatures
            .iter()
            .any(|s| distinct.iter().any(|key| key.hint() == s.keyid));
        Err(if claims_ours {
            DsseError::BadSignature
        } else {
            DsseError::UnknownKey
        })
    }

    /// An envelope that nobody has signed yet.
    pub fn unsigned(payload_type: &str, payload: &[u8]) -> Self {
        Self {
            payload_type: payload_type.to_owned(),
            payload: STANDARD.encode(payload),
            signatures: Vec::new(),
        }
    }

    /// Joins a signature over [`pae`] of this envelope's type and payload, made elsewhere by `key`'s private half.
    #[must_use]
    pub fn with_signature(mut self, key: &PublicKey, signature: &[u8; 64]) -> Self {
        self.signatures.push(Signature {
            keyid: key.hint(),
            sig: STANDARD.encode(signature),
        });
        self
    }

    /// The payload *unverified*: for hashing (see [`crate::tlog::leaf`]) and display, never to act upon.
    pub fn payload_bytes(&self) -> Result<Vec<u8>, DsseError> {
        STANDARD
            .decode(&self.payload)
            .map_err(|_| DsseError::Malformed)
    }
}

/// DSSE's pre-authentication encoding: the bytes that are signed.
/// `DSSEv1 <type's length> <type> <payload's length> <payload>`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    let mut message = head.into_bytes();
    message.extend_from_slice(payload);
    message
}
