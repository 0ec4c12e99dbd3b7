//! From a signed envelope to a permit.

use crate::dsse::{DsseError, Envelope};
use crate::permit::{PERMIT_TYPE, Permit};
use crate::root::RoleKeys;

/// Why a permit is not believed at all. What it does not allow is [`super::PermitRefusal`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermitError {
    /// The signature was not accepted.
    #[error("the permit is refused: {0}")]
    Signature(#[from] DsseError),
    /// The signature is good, and still the permit can't be read.
    #[error("the permit cannot be read: {0}; check that server and host are of the same version")]
    Malformed(String),
}

impl PermitError {
    /// Machine code: those of [`DsseError`] with `permit_` before them, or `malformed_permit`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_permit",
            Self::Signature(error) => match error {
                DsseError::WrongType { .. } => "permit_wrong_type",
                DsseError::TooLarge => "permit_too_large",
                DsseError::Malformed => "permit_malformed_envelope",
                DsseError::UnusableRoot => "unusable_root",
                DsseError::UnknownKey => "permit_unknown_key",
                DsseError::BadSignature => "permit_bad_signature",
                DsseError::TooFewSignatures { .. } => "permit_too_few_signatures",
            },
        }
    }
}

/// Checks the director's signature, then parses. What comes back is authentic; ask it with [`Permit::allows`].
pub fn verify_permit(envelope: &Envelope, director: &RoleKeys) -> Result<Permit, PermitError> {
    let payload = envelope.verify(PERMIT_TYPE, director)?;
    serde_json::from_slice(&payload).map_err(|e| PermitError::Malformed(e.to_string()))
}
