//! What survives a crash: the file of leaves is torn at every byte.

use std::fs;
use std::path::Path;

use quiesce_trust::tlog::proof::verify_consistency;

use super::Log;
use crate::keys::{fixed, fixed_log_key};
use crate::log::{LEAF_LIMIT, checkpoint_file, folder, leaves_file, read};

fn leaves(range: std::ops::Range<u64>) -> Vec<Vec<u8>> {
    range.map(|i| format!("event {i}").into_bytes()).collect()
}

fn site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    Log::make(dir.path(), &fixed(), &fixed_log_key()).unwrap();
    dir
}

fn open(dir: &Path) -> Log {
    Log::open(dir, &fixed(), &fixed_log_key()).unwrap()
}

#[test]
fn appending_is_idempotent_and_conflicts_are_refused() {
    let dir = site();
    let keys = fixed();
    let mut log = open(dir.path());
    let (head, _) = log.append(&keys, 0, &leaves(0..5)).unwrap();
    assert_eq!(head.size, 5);

    // The same again, an overlap, and one's own past: nothing changes.
    assert_eq!(log.append(&keys, 0, &leaves(0..5)).unwrap().0, head);
    assert_eq!(log.append(&keys, 2, &leaves(2..4)).unwrap().0, head);
    assert_eq!(log.append(&keys, 5, &[]).unwrap().0, head);
    assert_eq!(log.append(&keys, 3, &leaves(3..8)).unwrap().0.size, 8);

    assert_eq!(
        log.append(&keys, 4, &leaves(5..6)).unwrap_err().code(),
        "log_conflict"
    );
    assert_eq!(
        log.append(&keys, 7, &leaves(6..9)).unwrap_err().code(),
        "log_conflict"
    );
    assert_eq!(
        log.append(&keys, 9, &leaves(9..10)).unwrap_err().code(),
        "log_gap"
    );
    assert_eq!(
        log.append(&keys, 8, &[]).unwrap().0.size,
        8,
        "a refusal changes nothing"
    );
}

#[test]
fn proofs_hold_against_the_checkpoint() {
    let dir = site();
    let keys = fixed();
    let mut log = open(dir.path());
    let (old, _) = log.append(&keys, 0, &leaves(0..3)).unwrap();
    let (new, _) = log.append(&keys, 3, &leaves(3..11)).unwrap();
    for index in 0..11 {
        let proof = log.prove_inclusion(index).unwrap();
        let leaf = format!("event {index}");
        assert_eq!(
            proof
                .verify(leaf.as_bytes(), &fixed_log_key())
                .unwrap()
                .head,
            new
        );
    }
    assert_eq!(log.prove_inclusion(11).unwrap_err().code(), "not_in_log");
    assert!(verify_consistency(old, new, &log.prove_consistency(3).unwrap().0).is_ok());
    assert_eq!(log.prove_consistency(12).unwrap_err().code(), "not_in_log");
}

#[test]
fn leaves_torn_at_any_byte_behind_the_checkpoint_never_change_what_it_says() {
    let dir = site();
    let keys = fixed();
    let folder = folder(dir.path());
    let (old, _) = open(dir.path()).append(&keys, 0, &leaves(0..3)).unwrap();
    let covered = fs::read(leaves_file(&folder)).unwrap().len();
    let checkpoint = fs::read(checkpoint_file(&folder)).unwrap();
    open(dir.path()).append(&keys, 3, &leaves(3..7)).unwrap();
    let whole = fs::read(leaves_file(&folder)).unwrap();

    for length in covered..=whole.len() {
        // The crash: some of the new bytes are there, their checkpoint is not.
        fs::write(leaves_file(&folder), &whole[..length]).unwrap();
        fs::write(checkpoint_file(&folder), &checkpoint).unwrap();
        let mut log = open(dir.path());
        let size = log.tree.size();
        assert!((3..=7).contains(&size));
        assert_eq!(
            log.head.size, size,
            "whole leaves are signed for when the log opens"
        );
        let path = log.prove_consistency(3).unwrap().0;
        assert!(
            verify_consistency(old, log.head, &path).is_ok(),
            "at byte {length}"
        );

        // The server asks again, and the result is the one without a crash.
        let (head, _) = log.append(&keys, 3, &leaves(3..7)).unwrap();
        assert_eq!(head.size, 7);
        assert_eq!(fs::read(leaves_file(&folder)).unwrap(), whole);
    }
}

#[test]
fn garbage_behind_the_checkpoint_is_cut_off() {
    let dir = site();
    let folder = folder(dir.path());
    let (old, _) = open(dir.path()).append(&fixed(), 0, &leaves(0..3)).unwrap();
    let good = fs::read(leaves_file(&folder)).unwrap();
    for garbage in [
        vec![0; 4096],
        vec![0xff; 100],
        vec![12, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    ] {
        fs::write(leaves_file(&folder), [good.clone(), garbage].concat()).unwrap();
        assert_eq!(open(dir.path()).head, old);
        assert_eq!(fs::read(leaves_file(&folder)).unwrap(), good);
    }
}

#[test]
fn a_log_that_lost_or_changed_covered_bytes_is_not_opened() {
    let dir = site();
    let folder = folder(dir.path());
    open(dir.path()).append(&fixed(), 0, &leaves(0..4)).unwrap();
    let good = fs::read(leaves_file(&folder)).unwrap();
    for length in 0..good.len() {
        fs::write(leaves_file(&folder), &good[..length]).unwrap();
        assert!(
            Log::open(dir.path(), &fixed(), &fixed_log_key()).is_err(),
            "cut at {length}"
        );
        assert_eq!(
            fs::read(leaves_file(&folder)).unwrap().len(),
            length,
            "evidence was changed"
        );
    }
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1;
        fs::write(leaves_file(&folder), &changed).unwrap();
        assert!(
            Log::open(dir.path(), &fixed(), &fixed_log_key()).is_err(),
            "byte {place}"
        );
    }
}

#[test]
fn a_torn_checkpoint_beside_the_good_one_is_no_matter() {
    let dir = site();
    let folder = folder(dir.path());
    let (head, note) = {
        let mut log = open(dir.path());
        let (head, note) = log.append(&fixed(), 0, &leaves(0..4)).unwrap();
        (head, note.as_bytes().to_vec())
    };
    for length in 0..note.len() {
        fs::write(folder.join("checkpoint.new"), &note[..length]).unwrap();
        assert_eq!(open(dir.path()).head, head);
        // In its place it would be damage, and is named so.
        fs::write(checkpoint_file(&folder), &note[..length]).unwrap();
        assert!(read(&folder, &fixed_log_key()).is_err());
        fs::write(checkpoint_file(&folder), &note).unwrap();
    }
}

#[test]
fn the_largest_leaf_comes_back() {
    let dir = site();
    let leaf = vec![vec![7; LEAF_LIMIT]];
    let (head, _) = open(dir.path()).append(&fixed(), 0, &leaf).unwrap();
    assert_eq!(open(dir.path()).head, head);
}

#[test]
fn after_a_failed_write_nothing_is_signed_until_the_log_is_opened_anew() {
    let dir = site();
    let keys = fixed();
    let folder = folder(dir.path());
    let aside = dir.path().join("aside");
    let mut log = open(dir.path());
    let (old, _) = log.append(&keys, 0, &leaves(0..3)).unwrap();

    // The leaves' file is open and takes them; the checkpoint has no folder to go to.
    fs::rename(&folder, &aside).unwrap();
    assert_eq!(
        log.append(&keys, 3, &leaves(3..5)).unwrap_err().code(),
        "storage"
    );
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(
        log.append(&keys, 3, &leaves(3..5)).unwrap_err().code(),
        "storage"
    );
    assert_eq!(log.prove_inclusion(0).unwrap_err().code(), "storage");
    drop(log);

    let mut log = open(dir.path());
    assert_eq!(log.head.size, 5);
    assert!(verify_consistency(old, log.head, &log.prove_consistency(3).unwrap().0).is_ok());
    assert_eq!(log.append(&keys, 3, &leaves(3..5)).unwrap().0.size, 5);
}
