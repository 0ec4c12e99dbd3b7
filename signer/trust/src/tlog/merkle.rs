//! Hashes of RFC 6962, section 2.1, and the two proofs' arithmetic (as RFC 9162, section 2.1, spells it out).

use sha2::{Digest as _, Sha256};

use crate::Digest;

/// Hash of a leaf: SHA-256 of `00 ‖ data`.
pub fn leaf_hash(data: &[u8]) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([0])
            .chain_update(data)
            .finalize()
            .into(),
    )
}

/// Hash of an inner node: SHA-256 of `01 ‖ left ‖ right`.
pub fn node_hash(left: Digest, right: Digest) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([1])
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

/// Root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Digest {
    Digest::of(&[])
}

/// The root that an inclusion proof leads to; `None` when index, size and path don't fit together
/// (RFC 9162, section 2.1.3.2).
pub fn root_by_inclusion(index: u64, size: u64, leaf: Digest, path: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut root = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            root = node_hash(*sibling, root);
            // A node at the right edge without a sibling moves up unhashed.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            root = node_hash(root, *sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}

/// Whether a tree of `new_size` leaves with `new_root` begins with the tree of `old_size` leaves and `old_root`
/// (RFC 9162, section 2.1.4.2). The empty tree is a beginning of every tree, by an empty path.
pub fn is_consistent(
    (old_size, old_root): (u64, Digest),
    (new_size, new_root): (u64, Digest),
    path: &[Digest],
) -> bool {
    if old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && old_root == new_root;
    }
    if old_size == 0 {
        return path.is_empty() && old_root == empty_root();
    }
    // An old tree that is a whole subtree of the new one is not repeated in the path.
    let (first, path) = if old_size.is_power_of_two() {
        (old_root, path)
    } else {
        match path.split_first() {
            Some((first, rest)) => (*first, rest),
            None => return false,
        }
    };
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (first, first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old = node_hash(*sibling, old);
            new = node_hash(*sibling, new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(new, *sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old == old_root && new == new_root
}
