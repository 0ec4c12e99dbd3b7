//! Whatever a file holds, reading, comparing and extracting it ends with a result or an error, never with a panic.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where it fails"
)]

mod gcc;

use std::sync::LazyLock;

use proptest::prelude::*;
use quiesce_build::compare::{Verdict, compare};
use quiesce_build::extract::extract;

static PAIR: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    gcc::compile_pair(&gcc::pairs().join("layout_same.c"), &["-g"], folder.path())
});

fn exercise(orig: &[u8], patched: &[u8]) {
    for object in [orig, patched] {
        if let Ok(comparison) = compare(object, object) {
            assert!(comparison.functions.is_empty(), "{comparison:?}");
        }
    }
    if let Ok(comparison) = compare(orig, patched) {
        let extracted = extract(orig, patched, &comparison);
        assert!(extracted.is_err() || comparison.verdict == Verdict::Changed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn truncated(at in any::<prop::sample::Index>()) {
        let (orig, patched) = &*PAIR;
        let cut = &patched[..at.index(patched.len())];
        exercise(orig, cut);
        exercise(cut, patched);
    }

    #[test]
    fn overwritten(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24)) {
        let (orig, patched) = &*PAIR;
        let mut damaged = patched.clone();
        for (at, byte) in changes {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        exercise(orig, &damaged);
        exercise(&damaged, patched);
    }

    #[test]
    fn noise(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let (orig, _) = &*PAIR;
        prop_assert!(compare(orig, &bytes).is_err());
    }
}

#[test]
fn other_files_are_named() {
    let (orig, _) = &*PAIR;
    let mut other = orig.clone();
    other[18] = 0xb7; // e_machine: AArch64
    assert_eq!(
        compare(orig, &other).expect_err("another machine").code(),
        "other_machine"
    );
    other[18] = 62;
    other[16] = 2; // e_type: executable
    assert_eq!(
        compare(&other, orig).expect_err("an executable").code(),
        "not_relocatable"
    );
    assert_eq!(
        compare(b"#!/bin/sh\n", orig).expect_err("a script").code(),
        "not_elf"
    );
}
