//! Opaque tokens: 256 random bits in the holder's hands, their SHA-256 in the database.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use quiesce_trust::Digest;

use crate::error::ServiceError;

/// A new token: 43 characters of base64url.
pub(crate) fn new_token() -> Result<String, ServiceError> {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token. A plain hash is enough: nobody guesses 256 random bits.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Digest::of(token.as_bytes()).0.to_vec()
}

/// So many random characters of `a-z0-9`.
pub(crate) fn letters(count: usize) -> Result<String, ServiceError> {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let mut byte = [0_u8; 1];
        fill(&mut byte)?;
        // 252 is the greatest multiple of 36 in a byte: above it some letters would come more often.
        if byte[0] < 252 {
            text.push(char::from(ALPHABET[usize::from(byte[0] % 36)]));
        }
    }
    Ok(text)
}

fn fill(bytes: &mut [u8]) -> Result<(), ServiceError> {
    getrandom::fill(bytes).map_err(|e| ServiceError::Machine(format!("no random numbers: {e}")))
}
