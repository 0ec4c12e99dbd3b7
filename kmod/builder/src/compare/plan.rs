//! What the comparison learned of a pair of objects, for the extraction.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::elf::PartId;

/// Which part of the original is which part of the patched object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairing {
    forward: BTreeMap<PartId, PartId>,
    back: BTreeMap<PartId, PartId>,
}

impl Pairing {
    /// Pairs two parts, unless one of them has another partner already.
    pub(crate) fn join(&mut self, orig: PartId, patched: PartId) -> bool {
        if self.forward.contains_key(&orig) || self.back.contains_key(&patched) {
            return false;
        }
        self.forward.insert(orig, patched);
        self.back.insert(patched, orig);
        true
    }

    /// Takes a pair apart again.
    pub(crate) fn part(&mut self, orig: PartId) {
        if let Some(patched) = self.forward.remove(&orig) {
            self.back.remove(&patched);
        }
    }

    /// The partner of a part of the original.
    pub(crate) fn of_orig(&self, orig: PartId) -> Option<PartId> {
        self.forward.get(&orig).copied()
    }

    /// The partner of a part of the patched object.
    pub(crate) fn of_patched(&self, patched: PartId) -> Option<PartId> {
        self.back.get(&patched).copied()
    }

    /// All pairs.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PartId, PartId)> {
        self.forward.iter().map(|(orig, patched)| (*orig, *patched))
    }
}

/// What to extract.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Which part is which.
    pub(crate) pairing: Pairing,
    /// Changed functions, original and patched, without their cold pieces.
    pub(crate) changed: Vec<(PartId, PartId)>,
    /// New functions.
    pub(crate) new: BTreeSet<PartId>,
    /// Functions of the original that are gone.
    pub(crate) gone: Vec<PartId>,
    /// Constants of the patched object that differ from the original's and go with the functions that read them.
    pub(crate) carried: BTreeSet<PartId>,
    /// SHA-256 over both objects: a plan serves no other pair.
    pub(crate) fingerprint: [u8; 32],
}

/// The fingerprint of a pair of objects.
pub(crate) fn fingerprint(orig: &[u8], patched: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((orig.len() as u64).to_le_bytes());
    hash.update(orig);
    hash.update(patched);
    hash.finalize().into()
}
