//! Passwords, as argon2id hashes in PHC form with the crate's defaults (19 MiB, 2 passes, 1 lane: OWASP's recommendation).

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use crate::error::ServiceError;

/// Characters that a password must have at least.
pub(crate) const SHORTEST: usize = 12;
/// Bytes that a password may have at most, so that nobody makes the server hash megabytes.
pub(crate) const LONGEST: usize = 1024;

/// Hashes a password under a new salt.
pub(crate) fn hash(password: &str) -> Result<String, ServiceError> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|e| failed(&e))?;
    let salt = SaltString::encode_b64(&salt).map_err(|e| failed(&e))?;
    Ok(Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map_err(|e| failed(&e))?
        .to_string())
}

/// Whether the password belongs to the hash.
pub(crate) fn verify(password: &str, stored: &str) -> bool {
    password.len() <= LONGEST
        && PasswordHash::new(stored).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
}

/// Takes as long as [`verify`], for logins that do not exist: the time must not tell which ones do.
pub(crate) fn verify_nobody(password: &str) -> Result<(), ServiceError> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let stored = match NOBODY.get() {
        Some(stored) => stored,
        None => {
            let made = hash("nobody has this password")?;
            NOBODY.get_or_init(|| made)
        }
    };
    let _ = verify(password, stored);
    Ok(())
}

fn failed(error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::Machine(format!("a password could not be hashed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("correct horse battery", &stored));
        assert!(!verify("correct horse battery ", &stored));
        assert_ne!(stored, hash("correct horse battery").unwrap());
    }
}
