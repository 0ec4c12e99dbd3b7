//! Any bytes as a bundle. The input is also put behind a good signature, so that the fuzzer gets past it: as the
//! manifest, and as the members.
//! Run: `cargo +nightly fuzz run bundle` in `signer/trust`.
#![no_main]

use ed25519_dalek::{Signer as _, SigningKey};
use libfuzzer_sys::fuzz_target;
use quiesce_trust::bundle;
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::manifest::MANIFEST_TYPE;
use quiesce_trust::root::{PublicKey, RoleKeys};

fuzz_target!(|bytes: &[u8]| {
    let signing = SigningKey::from_bytes(&[7; 32]);
    let public = PublicKey(signing.verifying_key().to_bytes());
    let keys = RoleKeys { keys: vec![public], threshold: 1 };
    let _ = bundle::verify(bytes, &keys);

    let signature = signing.sign(&pae(MANIFEST_TYPE, bytes)).to_bytes();
    let envelope = Envelope::unsigned(MANIFEST_TYPE, bytes).with_signature(&public, &signature);
    if let Ok(signed) = bundle::assemble(&envelope, &[bytes]) {
        let _ = bundle::verify(&signed, &keys);
    }
});
