//! A tree in memory: grows by one leaf at a time, gives the root of any of its sizes, and makes the proofs.
//!
//! Hashes of complete subtrees are kept, level by level, so that a root or a proof costs O(log² n) hashes at most.

use crate::Digest;
use crate::tlog::merkle::{empty_root, node_hash};

/// Leaves of one log, by their hashes.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `levels[h][i]` is the hash of the complete subtree over the leaves `i·2^h .. (i+1)·2^h`.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// A tree over leaf hashes.
    pub fn from_leaf_hashes(leaves: impl IntoIterator<Item = Digest>) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.append(leaf);
        }
        tree
    }

    /// Leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds the hash of the next leaf ([`crate::tlog::merkle::leaf_hash`]).
    pub fn append(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for height in 0.. {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let level = &mut self.levels[height];
            level.push(hash);
            match level[..] {
                [.., left, right] if level.len().is_multiple_of(2) => hash = node_hash(left, right),
                [..] => return,
            }
        }
    }

    /// Hash of a leaf.
    pub fn leaf(&self, index: u64) -> Option<Digest> {
        self.levels
            .first()?
            .get(usize::try_from(index).ok()?)
            .copied()
    }

    /// Root of the whole tree.
    pub fn root(&self) -> Digest {
        self.range(0, self.size()).unwrap_or_else(empty_root)
    }

    /// Root of the tree's first `size` leaves; `None` when there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Digest> {
        match size {
            0 => Some(empty_root()),
            _ => self.range(0, size),
        }
    }

    /// Inclusion proof of a leaf in the tree's first `size` leaves (RFC 6962, section 2.1.1).
    pub fn prove_inclusion(&self, index: u64, size: u64) -> Option<Vec<Digest>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut low, mut high) = (0, size);
        let mut path = Vec::new();
        while high - low > 1 {
            let middle = low + split(high - low);
            if index < middle {
                path.push(self.range(middle, high)?);
                high = middle;
            } else {
                path.push(self.range(low, middle)?);
                low = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// Consistency proof between the tree's first `old` and first `new` leaves (RFC 6962, section 2.1.2).
    pub fn prove_consistency(&self, old: u64, new: u64) -> Option<Vec<Digest>> {
        if old > new || new > self.size() {
            return None;
        }
        if old == 0 || old == new {
            return Some(Vec::new());
        }
        let (mut low, mut high) = (0, new);
        let mut path = Vec::new();
        while high != old {
            let middle = low + split(high - low);
            if old <= middle {
                path.push(self.range(middle, high)?);
                high = middle;
            } else {
                path.push(self.range(low, middle)?);
                low = middle;
            }
        }
        // The verifier has the old root itself: it is repeated only where it is not the whole old tree.
        if low != 0 {
            path.push(self.range(low, high)?);
        }
        path.reverse();
        Some(path)
    }

    /// Hash over the leaves `low..high`, at least one, where `low` is a multiple of a power of two ≥ `high - low`.
    fn range(&self, low: u64, high: u64) -> Option<Digest> {
        let count = high.checked_sub(low)?;
        if count.is_power_of_two() {
            let height = count.trailing_zeros();
            return self
                .levels
                .get(height as usize)?
                .get(usize::try_from(low >> height).ok()?)
                .copied();
        }
        if count == 0 {
            return None;
        }
        let middle = low + split(count);
        Some(node_hash(
            self.range(low, middle)?,
            self.range(middle, high)?,
        ))
    }
}

/// The largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
