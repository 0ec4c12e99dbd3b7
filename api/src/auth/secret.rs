//! Opaque tokens: 256 random bits in the holder's hands, their SHA-256 in the database.

use quiesce_trust::Digest;

use crate::error::ServiceError;

/// A new token: 64 hex digits. People paste it behind `--token`, where a text that begins with `-` (as one in 64 does
/// in base64url) would be taken for an option.
pub(crate) fn new_token() -> Result<String, ServiceError> {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes)?;
    Ok(hex::encode(bytes))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_stand_on_a_command_line() {
        for _ in 0..1000 {
            let token = new_token().unwrap();
            assert_eq!(token.len(), 64);
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric()), "{token}");
        }
    }
}
