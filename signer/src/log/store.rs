//! The log as the signer keeps it: append, and prove.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use quiesce_trust::Digest;
use quiesce_trust::root::LogKey;
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::merkle::leaf_hash;
use quiesce_trust::tlog::{Checkpoint, InclusionProof, Tree};

use crate::keys::Keys;
use crate::log::damage::LogDamage;
use crate::log::journal::Journal;
use crate::log::{checkpoint_file, folder, leaves_file, read};
use crate::refusal::Refusal;
use crate::replace::{replace, sync_folder};

/// An open log. There is one writer: the signer holds the site's lock.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    name: String,
    journal: Journal,
    tree: Tree,
    /// The newest checkpoint, as it is on disk.
    head: LogHead,
    note: String,
    /// A write failed half-way, so what is on disk is unknown until the log is opened anew.
    broken: bool,
}

impl Log {
    /// An empty log with its first checkpoint, under a site's folder.
    pub fn make(dir: &Path, keys: &Keys, key: &LogKey) -> io::Result<()> {
        let folder = folder(dir);
        DirBuilder::new().mode(0o700).create(&folder)?;
        Journal::make(&leaves_file(&folder))?;
        let (_, note) = sign(keys, &key.name, &Tree::default());
        replace(&checkpoint_file(&folder), note.as_bytes())?;
        sync_folder(dir)
    }

    /// Opens a log after checking it against its checkpoint; cuts off a torn end, and signs for whole leaves that a
    /// crash left beyond the checkpoint.
    pub fn open(dir: &Path, keys: &Keys, key: &LogKey) -> Result<Self, LogDamage> {
        let folder = folder(dir);
        let contents = read(&folder, key)?;
        let journal = Journal::continue_at(&leaves_file(&folder), contents.end)?;
        let mut log = Self {
            folder,
            name: key.name.clone(),
            journal,
            tree: contents.tree,
            head: contents.checkpoint.head,
            note: contents.note,
            broken: false,
        };
        if log.tree.size() > log.head.size {
            log.sign_checkpoint(keys)?;
        }
        Ok(log)
    }

    /// Appends what is not there yet, and gives the checkpoint over all. Leaves that are there must be the same; then
    /// nothing is written.
    pub fn append(
        &mut self,
        keys: &Keys,
        first: u64,
        leaves: &[Vec<u8>],
    ) -> Result<(LogHead, &str), Refusal> {
        self.refuse_when_broken()?;
        let size = self.tree.size();
        if first > size {
            return Err(Refusal::LogGap { first, size });
        }
        let known = usize::try_from(size - first).map_or(leaves.len(), |n| n.min(leaves.len()));
        let (known, new) = leaves.split_at(known);
        for (index, leaf) in (first..).zip(known) {
            if self.tree.leaf(index) != Some(leaf_hash(leaf)) {
                return Err(Refusal::LogConflict { index });
            }
        }
        if !new.is_empty() {
            self.broken = true;
            self.journal.append(new.iter().map(Vec::as_slice))?;
            for leaf in new {
                self.tree.append(leaf_hash(leaf));
            }
            self.sign_checkpoint(keys)?;
            self.broken = false;
            tracing::info!(added = new.len(), size = self.head.size, "log grew");
        }
        Ok((self.head, &self.note))
    }

    /// Proof of a leaf in the newest checkpoint.
    pub fn prove_inclusion(&self, index: u64) -> Result<InclusionProof, Refusal> {
        self.refuse_when_broken()?;
        let size = self.head.size;
        let path = self
            .tree
            .prove_inclusion(index, size)
            .ok_or(Refusal::NotInLog { asked: index, size })?;
        Ok(InclusionProof {
            index,
            path,
            checkpoint: self.note.clone(),
        })
    }

    /// Proof that the newest checkpoint begins with the log's first `old` leaves.
    pub fn prove_consistency(&self, old: u64) -> Result<(Vec<Digest>, &str), Refusal> {
        self.refuse_when_broken()?;
        let size = self.head.size;
        let path = self
            .tree
            .prove_consistency(old, size)
            .ok_or(Refusal::NotInLog { asked: old, size })?;
        Ok((path, &self.note))
    }

    /// Step 2 of the order of writing: signs for the whole tree, whose leaves must be on disk.
    fn sign_checkpoint(&mut self, keys: &Keys) -> io::Result<()> {
        let (head, note) = sign(keys, &self.name, &self.tree);
        replace(&checkpoint_file(&self.folder), note.as_bytes())?;
        (self.head, self.note) = (head, note);
        Ok(())
    }

    fn refuse_when_broken(&self) -> Result<(), Refusal> {
        if self.broken {
            return Err(io::Error::other("an earlier write to the log failed").into());
        }
        Ok(())
    }
}

fn sign(keys: &Keys, name: &str, tree: &Tree) -> (LogHead, String) {
    let head = LogHead {
        size: tree.size(),
        root: tree.root(),
    };
    let checkpoint = Checkpoint {
        origin: name.to_owned(),
        head,
        extensions: Vec::new(),
    };
    (head, keys.sign_checkpoint(&checkpoint))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
