//! The host's own key pair: made here, never leaves.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signer as _, SigningKey};
use quiesce_client::{ClientError, HostIdentity};
use quiesce_trust::HostId;
use quiesce_trust::root::PublicKey;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::host::durable;
use crate::places::Places;

/// The user that the daemon runs as (dist/sysusers.d).
const DAEMON_USER: &str = "quiesce";

/// An ed25519 key pair (RFC 8032), kept as PKCS#8 PEM (RFC 8410), mode 0600.
pub struct HostKey(SigningKey);

impl HostKey {
    /// The key on disk.
    ///
    /// # Errors
    /// [`Failure::NotEnrolled`] where there is none.
    pub fn read(places: &Places) -> Result<Self, Failure> {
        let path = places.key();
        let pem = Zeroizing::new(durable::read(&path)?.ok_or(Failure::NotEnrolled)?);
        let pem = std::str::from_utf8(&pem).map_err(Failure::damaged(&path))?;
        SigningKey::from_pkcs8_pem(pem)
            .map(Self)
            .map_err(Failure::damaged(&path))
    }

    /// The key on disk, or a new one that is on disk when this returns. An enrolment that was cut off goes on with
    /// the key that it began with.
    pub fn read_or_make(places: &Places) -> Result<Self, Failure> {
        match Self::read(places) {
            Err(Failure::NotEnrolled) => Self::make(places),
            read => read,
        }
    }

    fn make(places: &Places) -> Result<Self, Failure> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut_slice()).map_err(|_| Failure::Randomness)?;
        let key = SigningKey::from_bytes(&seed);
        let path = places.key();
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(Failure::damaged(&path))?;
        durable::replace(&path, pem.as_bytes(), 0o600)?;
        if let Some((uid, gid)) = daemon_user(Path::new("/etc/passwd")) {
            // Only root can give a file away, and only root's need be given: others enrol for themselves.
            let _not_root = chown(&path, Some(uid), Some(gid));
        }
        Ok(Self(key))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// The host's id.
    pub fn host(&self) -> HostId {
        HostId::of_public_key(&self.public().0)
    }

    /// Proof of possession for an enrolment, 128 hex digits.
    pub fn prove(&self, token: &str, hostname: &str) -> String {
        let message = format!("quiesce-enrol\n{token}\n{hostname}\n");
        hex::encode(self.0.sign(message.as_bytes()).to_bytes())
    }

    /// For the client, which makes tokens with it.
    pub fn identity(&self) -> Result<HostIdentity, Failure> {
        let der = self.0.to_pkcs8_der().map_err(|_| ClientError::Key)?;
        Ok(HostIdentity::new(
            self.host(),
            Zeroizing::new(der.as_bytes().to_vec()),
        ))
    }
}

/// User and group number of the daemon (passwd(5)); none on a host without that user.
fn daemon_user(passwd: &Path) -> Option<(u32, u32)> {
    let text = fs::read_to_string(passwd).ok()?;
    let line = text
        .lines()
        .find(|line| line.split(':').next() == Some(DAEMON_USER))?;
    let mut numbers = line.split(':').skip(2);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::tests::bare_host;

    #[test]
    fn is_made_once_and_private() {
        let (_dir, host) = bare_host();
        let first = HostKey::read_or_make(&host.places).unwrap();
        let again = HostKey::read_or_make(&host.places).unwrap();
        assert_eq!(first.host(), again.host());
        let mode = fs::metadata(host.places.key())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_proof_verifies() {
        let (_dir, host) = bare_host();
        let key = HostKey::read_or_make(&host.places).unwrap();
        let proof: [u8; 64] = hex::decode(key.prove("t", "h"))
            .unwrap()
            .try_into()
            .unwrap();
        assert!(key.public().verifies(b"quiesce-enrol\nt\nh\n", &proof));
    }

    #[test]
    fn the_daemons_user_is_found() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(
            file.path(),
            "root:x:0:0::/:\nquiesce:x:997:995::/:/usr/sbin/nologin\n",
        )
        .unwrap();
        assert_eq!(daemon_user(file.path()), Some((997, 995)));
        fs::write(file.path(), "quiesced:x:1:1::/:\n").unwrap();
        assert_eq!(daemon_user(file.path()), None);
    }
}
