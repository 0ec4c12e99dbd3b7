//! Any bytes as a DSSE envelope around a permit. Nothing that the fuzzer can write is signed by the key, so
//! nothing may be accepted.
//! Run: `cargo +nightly fuzz run envelope` in `signer/trust`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quiesce_trust::dsse::Envelope;
use quiesce_trust::permit::verify_permit;
use quiesce_trust::root::{PublicKey, RoleKeys};

fuzz_target!(|bytes: &[u8]| {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let keys = RoleKeys {
        keys: vec![PublicKey(signing.verifying_key().to_bytes())],
        threshold: 1,
    };
    if let Ok(envelope) = serde_json::from_slice::<Envelope>(bytes) {
        assert!(verify_permit(&envelope, &keys).is_err());
    }
});
