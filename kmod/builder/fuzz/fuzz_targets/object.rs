//! Any bytes as a pair of objects, cut at a length that the first four bytes give: reading, comparing and extracting end with a
//! result or an error; an object compared with itself does not differ.
//! Run: `cargo +nightly fuzz run object` in `kmod/builder`, with objects of the compiler as seeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quiesce_build::compare::{Verdict, compare};
use quiesce_build::extract::extract;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else {
        return;
    };
    let at = usize::try_from(u32::from_le_bytes(*length))
        .unwrap_or(0)
        .min(rest.len());
    let (orig, patched) = rest.split_at(at);
    for (x, y) in [(orig, patched), (orig, orig), (patched, patched)] {
        let Ok(comparison) = compare(x, y) else {
            continue;
        };
        let extracted = extract(x, y, &comparison);
        assert!(extracted.is_err() || comparison.verdict == Verdict::Changed);
        assert!(x != y || comparison.functions.is_empty());
    }
});
