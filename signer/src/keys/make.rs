//! Making a new site's folder: complete, or not there.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ed25519_dalek::SigningKey;
use quiesce_trust::root::{LogKey, RoleKeys, TrustRoot};
use quiesce_trust::tlog::checkpoint::is_log_name;
use zeroize::Zeroizing;

use crate::keys::seal::{random, seal};
use crate::keys::{Keys, ROOT_FILE, Role, public};
use crate::ledger::Ledger;
use crate::log::Log;
use crate::replace::{UNFINISHED, replace, sync_folder};

/// Makes keys, root, an empty ledger and an empty log under `dir`, which must not exist or be empty.
///
/// Everything is written into `DIR.new` and renamed at the end: an interrupted run leaves nothing that looks done, and
/// can be repeated.
pub fn make(dir: &Path, log_name: &str, passphrase: &str) -> anyhow::Result<TrustRoot> {
    if !is_log_name(log_name) {
        bail!(
            "`{}` can't name a log: use 1 to 128 characters without white space or +, for example patches.example.org/log",
            log_name.escape_debug()
        );
    }
    if dir.exists() && fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_some()) {
        bail!(
            "{} is there already and is never written over; name another folder",
            dir.display()
        );
    }
    let unfinished = beside(dir)?;
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).with_context(|| {
            format!(
                "{} is left of an interrupted run; remove it",
                unfinished.display()
            )
        })?;
    }

    let root = fill(&unfinished, log_name, passphrase)
        .with_context(|| format!("cannot write {}", unfinished.display()))?;
    fs::rename(&unfinished, dir).with_context(|| {
        format!(
            "cannot rename {} to {}",
            unfinished.display(),
            dir.display()
        )
    })?;
    sync_folder(&parent(dir))?;
    tracing::info!(dir = %dir.display(), log = log_name, "keys made");
    Ok(root)
}

fn fill(folder: &Path, log_name: &str, passphrase: &str) -> anyhow::Result<TrustRoot> {
    DirBuilder::new().mode(0o700).create(folder)?;
    let keys = Keys {
        release: random_key()?,
        director: random_key()?,
        log: random_key()?,
    };
    for role in Role::ALL {
        let pem = seal(keys.of(role), passphrase)?;
        replace(&folder.join(role.file_name()), pem.as_bytes())?;
    }
    let root = TrustRoot {
        version: 1,
        release: RoleKeys {
            keys: vec![public(&keys.release)],
            threshold: 1,
        },
        director: RoleKeys {
            keys: vec![public(&keys.director)],
            threshold: 1,
        },
        log: LogKey {
            name: log_name.to_owned(),
            key: public(&keys.log),
        },
    };
    Ledger::make(folder)?;
    Log::make(folder, &keys, &root.log)?;
    replace(&folder.join(ROOT_FILE), &serde_json::to_vec_pretty(&root)?)?;
    Ok(root)
}

fn random_key() -> anyhow::Result<SigningKey> {
    Ok(SigningKey::from_bytes(&Zeroizing::new(random()?)))
}

fn beside(dir: &Path) -> anyhow::Result<PathBuf> {
    let Some(name) = dir.file_name() else {
        bail!("{} is no name for a new folder", dir.display());
    };
    let mut name = name.to_owned();
    name.push(UNFINISHED);
    Ok(dir.with_file_name(name))
}

fn parent(dir: &Path) -> PathBuf {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

impl Keys {
    fn of(&self, role: Role) -> &SigningKey {
        match role {
            Role::Release => &self.release,
            Role::Director => &self.director,
            Role::Log => &self.log,
        }
    }
}
