//! Any text as a signed checkpoint, and any text as one that was signed: what is read back must be what was written.
//! Run: `cargo +nightly fuzz run checkpoint` in `signer/trust`.
#![no_main]

use ed25519_dalek::{Signer as _, SigningKey};
use libfuzzer_sys::fuzz_target;
use quiesce_trust::Digest;
use quiesce_trust::root::{LogKey, PublicKey};
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::Checkpoint;

fuzz_target!(|text: &str| {
    let signing = SigningKey::from_bytes(&[7; 32]);
    let key = PublicKey(signing.verifying_key().to_bytes());
    let log = LogKey { name: "fuzz.example/log".to_owned(), key };
    assert!(Checkpoint::verify(text, &log).is_err());

    let written = Checkpoint {
        origin: log.name.clone(),
        head: LogHead { size: text.len() as u64, root: Digest::of(text.as_bytes()) },
        extensions: text.lines().map(str::to_owned).collect(),
    };
    let signature = signing.sign(written.to_text().as_bytes()).to_bytes();
    if let Ok(read) = Checkpoint::verify(&written.to_note(&key, &signature), &log) {
        assert_eq!(read, written);
    }
});
