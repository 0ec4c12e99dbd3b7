//! Opening a site's keys with the passphrase.

use std::path::Path;

use anyhow::{Context as _, bail};
use ed25519_dalek::SigningKey;
use quiesce_trust::root::TrustRoot;
use zeroize::Zeroizing;

use crate::keys::seal::unseal;
use crate::keys::{Keys, ROOT_FILE, Role, public};
use crate::replace::read_limited;

/// Bytes of a key file or the root.
const FILE_LIMIT: u64 = 64 << 10;

/// Opens the three keys and checks that they are the private halves of the root's.
pub fn open(dir: &Path, passphrase: &str) -> anyhow::Result<(Keys, TrustRoot)> {
    let root = read_root(dir)?;
    let keys = Keys {
        release: open_one(dir, Role::Release, passphrase)?,
        director: open_one(dir, Role::Director, passphrase)?,
        log: open_one(dir, Role::Log, passphrase)?,
    };
    let fits = root.release.keys.contains(&public(&keys.release))
        && root.director.keys.contains(&public(&keys.director))
        && root.log.key == public(&keys.log);
    if !fits {
        bail!(
            "the keys in {} are not those of its {ROOT_FILE}; restore both from one backup",
            dir.display()
        );
    }
    Ok((keys, root))
}

/// The public half. Needs no passphrase.
pub fn read_root(dir: &Path) -> anyhow::Result<TrustRoot> {
    let path = dir.join(ROOT_FILE);
    let bytes = read_limited(&path, FILE_LIMIT).with_context(|| {
        format!(
            "cannot read {}; make a site's keys with `quiesce-signer init`",
            path.display()
        )
    })?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is damaged", path.display()))
}

fn open_one(dir: &Path, role: Role, passphrase: &str) -> anyhow::Result<SigningKey> {
    let path = dir.join(role.file_name());
    let bytes = read_limited(&path, FILE_LIMIT)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let pem = Zeroizing::new(String::from_utf8(bytes).context("a key file is not text")?);
    unseal(&pem, passphrase).ok_or_else(|| {
        anyhow::anyhow!(
            "{} does not open: the passphrase is wrong, or the file is damaged",
            path.display()
        )
    })
}
