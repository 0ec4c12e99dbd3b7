//! What the log's leaves say. The text before the colon keeps one kind from being read as another.

use crate::Digest;
use crate::dsse::{DsseError, Envelope};

/// Leaf data of a release: `release:<SHA-256 of the bundle, hex>`.
pub fn release(bundle: Digest) -> Vec<u8> {
    format!("release:{bundle}").into_bytes()
}

/// Leaf data of a permit: `permit:<SHA-256 of the envelope's decoded payload, hex>`.
pub fn permit(envelope: &Envelope) -> Result<Vec<u8>, DsseError> {
    Ok(format!("permit:{}", Digest::of(&envelope.payload_bytes()?)).into_bytes())
}
