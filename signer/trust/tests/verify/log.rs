//! The log: known answers, and proofs of all small trees.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use quiesce_trust::Digest;
use quiesce_trust::dsse::Envelope;
use quiesce_trust::root::PublicKey;
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::checkpoint::key_id;
use quiesce_trust::tlog::merkle::{
    empty_root, is_consistent, leaf_hash, node_hash, root_by_inclusion,
};
use quiesce_trust::tlog::proof::verify_consistency;
use quiesce_trust::tlog::{Checkpoint, InclusionProof, Tree, leaf};

use crate::fixture::{log_key, note};

/// The leaves and roots that implementations of RFC 6962 compare themselves by.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn tree(size: u64) -> Tree {
    Tree::from_leaf_hashes((0..size).map(|i| leaf_hash(format!("leaf {i}").as_bytes())))
}

/// RFC 6962's own recursive definition, as an oracle for the tree that keeps its subtrees.
fn root_by_definition(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(root_by_definition(left), root_by_definition(right))
        }
    }
}

#[test]
fn roots_are_the_known_ones() {
    let mut tree = Tree::default();
    assert_eq!(tree.root().to_hex(), ROOTS[0]);
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        tree.append(leaf_hash(&hex::decode(leaf).unwrap()));
        assert_eq!(tree.root().to_hex(), *root);
    }
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(tree.root_at(size as u64).unwrap().to_hex(), *root);
    }
    assert_eq!(tree.root_at(9), None);
}

#[test]
fn roots_are_those_of_the_definition() {
    for size in 0..=70 {
        let tree = tree(size);
        let leaves: Vec<Digest> = (0..size).map(|i| tree.leaf(i).unwrap()).collect();
        assert_eq!(tree.root(), root_by_definition(&leaves), "size {size}");
    }
}

#[test]
fn inclusion_holds_for_every_leaf_of_every_size_and_for_no_other() {
    let whole = tree(64);
    for size in 1..=64 {
        let root = whole.root_at(size).unwrap();
        for index in 0..size {
            let path = whole.prove_inclusion(index, size).unwrap();
            let leads_to = |at, leaf, path: &[Digest]| root_by_inclusion(at, size, leaf, path);
            let leaf = whole.leaf(index).unwrap();
            assert_eq!(leads_to(index, leaf, &path), Some(root));
            assert_ne!(leads_to(index, leaf_hash(b"another"), &path), Some(root));
            if size > 1 {
                assert_ne!(leads_to((index + 1) % size, leaf, &path), Some(root));
                assert_ne!(leads_to(index, leaf, &path[1..]), Some(root));
            }
            let longer = [path.as_slice(), &[root]].concat();
            assert_ne!(leads_to(index, leaf, &longer), Some(root));
        }
        assert_eq!(whole.prove_inclusion(size, size), None);
    }
}

#[test]
fn consistency_holds_between_all_sizes_and_fails_for_a_rewritten_log() {
    let whole = tree(64);
    let mut rewritten = Tree::default();
    for index in 0..64 {
        rewritten.append(if index == 3 {
            leaf_hash(b"x")
        } else {
            whole.leaf(index).unwrap()
        });
    }
    for new in 0..=64 {
        for old in 0..=new {
            let path = whole.prove_consistency(old, new).unwrap();
            let old_head = (old, whole.root_at(old).unwrap());
            let new_head = (new, whole.root_at(new).unwrap());
            assert!(is_consistent(old_head, new_head, &path), "{old} to {new}");
            if old > 3 {
                let forged = (old, rewritten.root_at(old).unwrap());
                assert!(
                    !is_consistent(forged, new_head, &path),
                    "{old} to {new}, rewritten"
                );
                let path = rewritten.prove_consistency(old, new).unwrap();
                let forged = (new, rewritten.root_at(new).unwrap());
                assert!(
                    !is_consistent(old_head, forged, &path),
                    "{old} to rewritten {new}"
                );
            }
            if let Some((_, shorter)) = path.split_last() {
                assert!(!is_consistent(old_head, new_head, shorter));
            }
        }
    }
    assert!(!is_consistent((2, empty_root()), (1, empty_root()), &[]));
}

#[test]
fn key_ids_and_note_signatures_are_those_of_the_specification() {
    let sumdb = "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let neumann = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key = |text: &str| PublicKey(STANDARD.decode(text).unwrap()[1..].try_into().unwrap());
    assert_eq!(
        hex::encode(key_id("sum.golang.org", &key(sumdb))),
        "033de0ae"
    );
    assert_eq!(
        hex::encode(key_id("PeterNeumann", &key(neumann))),
        "c74f20a3"
    );

    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let signature = STANDARD
        .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=")
        .unwrap();
    assert!(key(neumann).verifies(text.as_bytes(), signature[4..].try_into().unwrap()));
}

#[test]
fn a_checkpoint_is_believed_by_its_key_and_name() {
    let head = LogHead {
        size: 7,
        root: tree(7).root(),
    };
    let note = note(3, head);
    assert_eq!(Checkpoint::verify(&note, &log_key(3)).unwrap().head, head);

    let code = |note: &str, log: &quiesce_trust::root::LogKey| {
        Checkpoint::verify(note, log).map_or_else(|e| e.code(), |_| "accepted")
    };
    assert_eq!(code(&note, &log_key(4)), "checkpoint_unknown_key");
    let mut elsewhere = log_key(3);
    elsewhere.name = "elsewhere.example/log".to_owned();
    assert_eq!(code(&note, &elsewhere), "checkpoint_other_log");
    assert_eq!(
        code(&note.replacen("\n7\n", "\n8\n", 1), &log_key(3)),
        "checkpoint_bad_signature"
    );
    assert_eq!(
        code(&note.replace('\u{2014}', "-"), &log_key(3)),
        "malformed_checkpoint"
    );
    assert_eq!(code("", &log_key(3)), "malformed_checkpoint");

    // A witness's cosignature beside the log's own is passed over.
    let cosigned = format!("{note}\u{2014} witness.example AAAAAAAA\n");
    assert_eq!(code(&cosigned, &log_key(3)), "accepted");
}

#[test]
fn a_proof_carries_its_checkpoint() {
    let mut tree = tree(5);
    let data = leaf::release(Digest::of(b"a bundle"));
    tree.append(leaf_hash(&data));
    let head = LogHead {
        size: 6,
        root: tree.root(),
    };
    let proof = InclusionProof {
        index: 5,
        path: tree.prove_inclusion(5, 6).unwrap(),
        checkpoint: note(3, head),
    };
    assert_eq!(proof.verify(&data, &log_key(3)).unwrap().head, head);
    let other = leaf::release(Digest::of(b"another bundle"));
    assert_eq!(
        proof.verify(&other, &log_key(3)).unwrap_err().code(),
        "not_in_log"
    );

    let old = LogHead {
        size: 4,
        root: tree.root_at(4).unwrap(),
    };
    let path = tree.prove_consistency(4, 6).unwrap();
    assert!(verify_consistency(old, head, &path).is_ok());
    let forged = LogHead {
        size: 4,
        root: empty_root(),
    };
    assert_eq!(
        verify_consistency(forged, head, &path).unwrap_err().code(),
        "log_rewritten"
    );
}

#[test]
fn leaves_say_what_they_are_of() {
    let release = leaf::release(Digest::of(b""));
    assert_eq!(release, format!("release:{}", ROOTS[0]).into_bytes());
    let permit = leaf::permit(&Envelope::unsigned("any", b"")).unwrap();
    assert_eq!(permit, format!("permit:{}", ROOTS[0]).into_bytes());
}

proptest! {
    #[test]
    fn a_note_with_a_changed_byte_says_nothing_else(place: prop::sample::Index, mask in 1u8..) {
        let head = LogHead { size: 7, root: tree(7).root() };
        let mut bytes = note(3, head).into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= mask;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            prop_assert!(Checkpoint::verify(text, &log_key(3)).is_err());
        }
    }

    #[test]
    fn any_note_is_survived(text: String) {
        prop_assert!(Checkpoint::verify(&text, &log_key(3)).is_err());
    }

    #[test]
    fn large_trees_prove_as_small_ones_do(size in 65u64..3000, index: prop::sample::Index, old: prop::sample::Index) {
        let tree = tree(size);
        let index = index.index(size as usize) as u64;
        let path = tree.prove_inclusion(index, size).unwrap();
        let leaf = tree.leaf(index).unwrap();
        prop_assert_eq!(root_by_inclusion(index, size, leaf, &path), Some(tree.root()));
        let old = old.index(size as usize) as u64;
        let path = tree.prove_consistency(old, size).unwrap();
        prop_assert!(is_consistent((old, tree.root_at(old).unwrap()), (size, tree.root()), &path));
    }
}
