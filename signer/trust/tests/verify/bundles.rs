//! Bundles: the good one is accepted, and no other.

use proptest::prelude::*;
use quiesce_trust::Digest;
use quiesce_trust::bundle::{self, MAGIC};
use quiesce_trust::manifest::{MANIFEST_TYPE, Manifest, MemberRole, limits};

use crate::fixture::{MODULE, PATCH, key, manifest, role, sign, signed_bundle};

fn code(bytes: &[u8]) -> &'static str {
    bundle::verify(bytes, &role(&[&key(1)], 1)).map_or_else(|e| e.code(), |_| "accepted")
}

#[test]
fn a_good_bundle_gives_manifest_members_and_digest() {
    let bytes = signed_bundle(&manifest(), &key(1));
    let verified = bundle::verify(&bytes, &role(&[&key(1)], 1)).unwrap();
    assert_eq!(verified.manifest(), &manifest());
    assert_eq!(verified.member(MemberRole::Module), Some(MODULE));
    assert_eq!(verified.member(MemberRole::SourcePatch), Some(PATCH));
    assert_eq!(verified.member(MemberRole::Report), None);
    assert_eq!(verified.digest(), Digest::of(&bytes));
}

#[test]
fn each_fault_has_its_name() {
    let good = signed_bundle(&manifest(), &key(1));
    assert_eq!(code(b""), "not_a_bundle");
    assert_eq!(code(b"\x7fELF"), "not_a_bundle");
    assert_eq!(code(&signed_bundle(&manifest(), &key(2))), "unknown_key");

    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(code(&flipped), "member_mismatch");

    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(code(&longer), "trailing_bytes");

    let mut huge = good.clone();
    huge[MAGIC.len()..MAGIC.len() + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(code(&huge), "too_large");
    assert_eq!(code(&vec![0; limits::BUNDLE + 1]), "too_large");

    let payload = String::from_utf8(good.clone())
        .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    let place = payload.find("\"payload\":\"").unwrap() + "\"payload\":\"".len();
    let mut other_payload = good;
    other_payload[place + 4] = if other_payload[place + 4] == b'A' {
        b'B'
    } else {
        b'A'
    };
    assert_eq!(code(&other_payload), "bad_signature");
}

#[test]
fn what_no_signature_covers_must_be_canonical() {
    let envelope = sign(
        MANIFEST_TYPE,
        &serde_json::to_vec(&manifest()).unwrap(),
        &[&key(1)],
    );
    let assemble = |json: &str| {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&u32::try_from(json.len()).unwrap().to_le_bytes());
        bytes.extend_from_slice(json.as_bytes());
        bytes.extend_from_slice(MODULE);
        bytes.extend_from_slice(PATCH);
        bytes
    };
    let json = serde_json::to_string(&envelope).unwrap();
    assert_eq!(code(&assemble(&json)), "accepted");
    assert_eq!(code(&assemble(&format!("{json} "))), "malformed_envelope");
    assert_eq!(
        code(&assemble(&json.replacen('{', "{\"x\":1,", 1))),
        "malformed_envelope"
    );

    let mut other_hint = envelope;
    other_hint.signatures[0].keyid = "0000000000000000".to_owned();
    assert_eq!(
        code(&assemble(&serde_json::to_string(&other_hint).unwrap())),
        "malformed_envelope"
    );
}

#[test]
fn every_proper_beginning_is_refused() {
    let good = signed_bundle(&manifest(), &key(1));
    for length in 1..good.len() {
        assert_eq!(
            code(&good[..length]),
            "truncated",
            "at {length} of {}",
            good.len()
        );
    }
}

#[test]
fn a_signed_manifest_must_still_make_sense() {
    let faults: [fn(&mut Manifest); 9] = [
        |m| m.title = String::new(),
        |m| m.title = "one\x1b[2Jtwo".to_owned(),
        |m| m.cves = vec!["CVE-26-1".to_owned()],
        |m| m.module_name = "../x".to_owned(),
        |m| m.kind = quiesce_trust::manifest::UpdateKind::Core,
        |m| m.members[1].name = "../../etc/passwd".to_owned(),
        |m| m.members[1].name = m.members[0].name.clone(),
        |m| m.members[1].role = MemberRole::Module,
        |m| m.members = vec![m.members[1].clone(); 17],
    ];
    for (number, fault) in faults.iter().enumerate() {
        let mut manifest = manifest();
        fault(&mut manifest);
        assert_eq!(
            code(&signed_bundle(&manifest, &key(1))),
            "malformed_manifest",
            "fault {number}"
        );
        assert!(
            manifest.to_signed_bytes().is_err(),
            "fault {number} would be signed"
        );
    }
}

#[test]
fn each_byte_matters() {
    let good = signed_bundle(&manifest(), &key(1));
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 0x01;
        assert_ne!(code(&changed), "accepted", "byte {place}");
    }
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(place: prop::sample::Index, mask in 1u8..) {
        let mut bytes = signed_bundle(&manifest(), &key(1));
        let place = place.index(bytes.len());
        bytes[place] ^= mask;
        prop_assert_ne!(code(&bytes), "accepted");
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        let mut behind_magic = MAGIC.to_vec();
        behind_magic.extend_from_slice(&bytes);
        prop_assert_ne!(code(&bytes), "accepted");
        prop_assert_ne!(code(&behind_magic), "accepted");
    }
}
