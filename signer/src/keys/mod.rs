//! The site's three keys: release (*what is a good update*), director (*this update, on this host, now*) and log.
//!
//! On disk each is encrypted under a passphrase ([`seal`]). In memory each is zeroized when it
//! is dropped, and only this module can reach it: others ask it to sign.

mod make;
mod open;
mod seal;

use ed25519_dalek::{Signer as _, SigningKey};
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::root::PublicKey;
use quiesce_trust::tlog::Checkpoint;

pub use make::make;
pub use open::{open, read_root};

/// File of the public half.
const ROOT_FILE: &str = "root.json";

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Signs manifests.
    Release,
    /// Signs permits.
    Director,
    /// Signs checkpoints.
    Log,
}

impl Role {
    const ALL: [Self; 3] = [Self::Release, Self::Director, Self::Log];

    fn file_name(self) -> &'static str {
        match self {
            Self::Release => "release.key.pem",
            Self::Director => "director.key.pem",
            Self::Log => "log.key.pem",
        }
    }
}

/// The opened keys.
pub struct Keys {
    release: SigningKey,
    director: SigningKey,
    log: SigningKey,
}

impl Keys {
    /// A payload, signed as a release.
    pub fn sign_release(&self, payload_type: &str, payload: &[u8]) -> Envelope {
        envelope(&self.release, payload_type, payload)
    }

    /// A payload, signed as the director.
    pub fn sign_director(&self, payload_type: &str, payload: &[u8]) -> Envelope {
        envelope(&self.director, payload_type, payload)
    }

    /// A checkpoint as a signed note.
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> String {
        let signature = self.log.sign(checkpoint.to_text().as_bytes()).to_bytes();
        checkpoint.to_note(&public(&self.log), &signature)
    }
}

fn envelope(key: &SigningKey, payload_type: &str, payload: &[u8]) -> Envelope {
    let signature = key.sign(&pae(payload_type, payload)).to_bytes();
    Envelope::unsigned(payload_type, payload).with_signature(&public(key), &signature)
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

/// Keys that tests sign with.
#[cfg(test)]
pub fn fixed() -> Keys {
    let key = |seed| SigningKey::from_bytes(&[seed; 32]);
    Keys {
        release: key(1),
        director: key(2),
        log: key(3),
    }
}

/// The log key that belongs to [`fixed`].
#[cfg(test)]
pub fn fixed_log_key() -> quiesce_trust::root::LogKey {
    quiesce_trust::root::LogKey {
        name: "test.example/log".to_owned(),
        key: public(&fixed().log),
    }
}
