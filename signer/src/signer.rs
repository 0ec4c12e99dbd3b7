//! The signer as one thing: keys, ledger and log behind one question and one answer.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quiesce_trust::root::TrustRoot;
use quiesce_trust::signing::{Answer, Ask};

use crate::keys::{self, Keys};
use crate::ledger::Ledger;
use crate::log::{LEAF_LIMIT, Log};
use crate::policy::{sign_permit, sign_update};
use crate::refusal::Refusal;

/// Keys, ledger and log of one site.
pub struct Signer {
    keys: Keys,
    root: TrustRoot,
    ledger: Ledger,
    log: Log,
    /// Held as long as this lives: two signers over one folder could sign two histories.
    _lock: File,
}

impl Signer {
    /// Opens a site's folder. One process at a time.
    pub fn open(dir: &Path, passphrase: &str) -> anyhow::Result<Self> {
        let lock = lock(dir)?;
        let (keys, root) = keys::open(dir, passphrase)?;
        let ledger = Ledger::open(dir)?;
        let log = Log::open(dir, &keys, &root.log)?;
        Ok(Self {
            keys,
            root,
            ledger,
            log,
            _lock: lock,
        })
    }

    /// Answers one request.
    pub fn answer(&mut self, ask: Ask) -> Answer {
        self.try_answer(ask).unwrap_or_else(|refusal| {
            tracing::warn!(code = refusal.code(), %refusal, "refused");
            refusal.into()
        })
    }

    fn try_answer(&mut self, ask: Ask) -> Result<Answer, Refusal> {
        match ask {
            Ask::Root => Ok(Answer::Root {
                root: self.root.clone(),
            }),
            Ask::SignUpdate {
                manifest,
                members,
                evidence,
            } => {
                let envelope =
                    sign_update(&self.keys, &mut self.ledger, &manifest, &members, &evidence)?;
                Ok(Answer::Update {
                    id: manifest.id,
                    envelope,
                })
            }
            Ask::SignPermit { permit } => {
                let envelope = sign_permit(&self.keys, &mut self.ledger, &permit)?;
                Ok(Answer::Permit { envelope })
            }
            Ask::AppendLeaves { first, leaves } => {
                let leaves = decode_leaves(first, &leaves)?;
                let (head, note) = self.log.append(&self.keys, first, &leaves)?;
                Ok(Answer::Checkpoint {
                    size: head.size,
                    checkpoint: note.to_owned(),
                })
            }
            Ask::ProveInclusion { index } => Ok(Answer::Proof {
                proof: self.log.prove_inclusion(index)?,
            }),
            Ask::ProveConsistency { old } => {
                let (path, note) = self.log.prove_consistency(old)?;
                Ok(Answer::Consistency {
                    path,
                    checkpoint: note.to_owned(),
                })
            }
        }
    }
}

fn decode_leaves(first: u64, leaves: &[String]) -> Result<Vec<Vec<u8>>, Refusal> {
    (first..)
        .zip(leaves)
        .map(|(index, text)| {
            STANDARD
                .decode(text)
                .ok()
                .filter(|leaf| (1..=LEAF_LIMIT).contains(&leaf.len()))
                .ok_or(Refusal::MalformedLeaf {
                    index,
                    limit: LEAF_LIMIT,
                })
        })
        .collect()
}

fn lock(dir: &Path) -> anyhow::Result<File> {
    let path = dir.join("lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| {
            format!(
                "cannot open {}; make a site's keys with `quiesce-signer init`",
                path.display()
            )
        })?;
    if file.try_lock().is_err() {
        bail!("another signer serves {}; stop it first", dir.display());
    }
    Ok(file)
}
