//! What must not load: each for its own reason, and the kernel untouched.

use std::fs;

use quiesce_trust::Digest;
use quiesce_trust::loading::{Answer, RefusalCode};
use quiesce_trust::permit::PermittedUpdate;

use super::signed::{Facility, NOW, apply, refused};

/// Makes a facility wrong in one way, and says what the loader must answer.
#[track_caller]
fn refuses(expected: RefusalCode, change: impl FnOnce(&mut Facility)) {
    let mut facility = Facility::new();
    change(&mut facility);
    let loader = facility.ready();
    let bundle = facility.bundle();
    let answer = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    let Answer::Refused(refusal) = answer else {
        panic!("not refused: {answer:?}")
    };
    assert_eq!(refusal.code, expected, "{}", refusal.message);
    assert!(
        loader.kernel.events.borrow().is_empty(),
        "the kernel was touched"
    );
}

fn another_key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[77; 32])
}

#[test]
fn every_flipped_byte_of_the_bundle() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let offer = facility.offer(&bundle);
    for at in 0..bundle.len() {
        let mut flipped = bundle.clone();
        flipped[at] ^= 1;
        let code = refused(apply(&loader, &flipped, Some(offer.clone())));
        assert!(
            matches!(
                code,
                RefusalCode::BadSignature
                    | RefusalCode::UnknownKey
                    | RefusalCode::MemberMismatch
                    | RefusalCode::MalformedBundle
                    | RefusalCode::TooLarge
            ),
            "byte {at}: {code}"
        );
    }
    assert!(loader.kernel.events.borrow().is_empty());
}

#[test]
fn a_flipped_byte_of_the_module_and_of_the_signature() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let flip = |needle: &[u8]| {
        let at = bundle
            .windows(needle.len())
            .rposition(|w| w == needle)
            .unwrap()
            + needle.len();
        let mut flipped = bundle.clone();
        flipped[at] ^= 1;
        refused(apply(&loader, &flipped, Some(facility.offer(&bundle))))
    };
    assert_eq!(flip(b"update k3"), RefusalCode::MemberMismatch);
    assert_eq!(flip(b"\"sig\":\""), RefusalCode::BadSignature);
}

#[test]
fn another_key_in_each_role() {
    refuses(RefusalCode::UnknownKey, |f| f.release = another_key());
    refuses(RefusalCode::UnknownKey, |f| f.director = another_key());
    refuses(RefusalCode::UnknownKey, |f| f.log = another_key());
}

#[test]
fn no_permit() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    assert_eq!(
        refused(apply(&loader, &bundle, None)),
        RefusalCode::NoPermit
    );

    let mut other = facility.offer(&bundle);
    other.bundle = Digest::of(b"another bundle");
    assert_eq!(
        refused(apply(&loader, &bundle, Some(other))),
        RefusalCode::NoPermit
    );
    assert!(loader.kernel.events.borrow().is_empty());
}

#[test]
fn a_permit_that_does_not_cover_this() {
    refuses(RefusalCode::PermitOtherHost, |f| {
        f.permit.hosts = vec!["0".repeat(32).parse().unwrap()]
    });
    refuses(RefusalCode::PermitTooEarly, |f| {
        f.permit.not_before = NOW + 1
    });
    refuses(RefusalCode::PermitExpired, |f| f.permit.not_after = NOW);
    refuses(RefusalCode::QuorumMissing, |f| f.permit.approvals.clear());
    refuses(RefusalCode::QuorumMissing, |f| f.permit.author = 2);
    refuses(RefusalCode::PermitOtherUpdate, |f| {
        f.permit.updates = vec![PermittedUpdate {
            id: "zzzzzzzz".parse().unwrap(),
            bundle: Digest::of(b"z"),
        }];
    });
    refuses(RefusalCode::PermitOtherBundle, |f| {
        let id = f.manifest.id.clone();
        f.permit.updates = vec![PermittedUpdate {
            id,
            bundle: Digest::of(b"z"),
        }];
    });
}

#[test]
fn an_offer_that_names_another_revision_or_window_than_its_permit() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let mut offer = facility.offer(&bundle);
    offer.revision = 4;
    assert_eq!(
        refused(apply(&loader, &bundle, Some(offer))),
        RefusalCode::PermitOtherRevision
    );
    let mut offer = facility.offer(&bundle);
    offer.window = "w-8".parse().unwrap();
    assert_eq!(
        refused(apply(&loader, &bundle, Some(offer))),
        RefusalCode::PermitOtherWindow
    );
}

#[test]
fn a_revision_below_one_seen_before() {
    let mut facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let applied = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    assert!(matches!(applied, Answer::Done { .. }), "{applied:?}");
    facility.permit.revision = 2;
    facility.earlier_leaves = 9;
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::PermitSuperseded
    );
}

#[test]
fn a_log_that_is_shorter_or_rewritten() {
    let mut facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    apply(&loader, &bundle, Some(facility.offer(&bundle)));
    facility.permit.approvals[0].at += 1;
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::LogRewritten
    );
    facility.earlier_leaves = 4;
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::LogOlder
    );
}

#[test]
fn a_proof_of_something_else() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    for swap in 0..2 {
        let mut offer = facility.offer(&bundle);
        if swap == 0 {
            offer.release_proof.index += 1;
        } else {
            offer.permit_proof.path.clear();
        }
        assert_eq!(
            refused(apply(&loader, &bundle, Some(offer))),
            RefusalCode::NotInLog
        );
    }
}

#[test]
fn another_kernel_or_core() {
    refuses(RefusalCode::WrongKernel, |f| {
        f.manifest.kernel.release = "6.1.0-50-cloud-amd64".parse().unwrap()
    });
    refuses(RefusalCode::WrongKernel, |f| {
        f.manifest.kernel.build_id = "0".repeat(40).parse().unwrap()
    });
    refuses(RefusalCode::WrongAbi, |f| f.manifest.abi = 2);

    let facility = Facility::new();
    let loader = facility.loader(facility.kernel());
    let bundle = facility.bundle();
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::CoreMissing
    );
}

#[test]
fn a_manifest_that_names_another_module_than_its_own() {
    refuses(RefusalCode::MalformedBundle, |f| {
        f.manifest.module_name = "ext4".to_owned()
    });
    refuses(RefusalCode::MalformedBundle, |f| {
        f.manifest.module_name = "quiesce".to_owned()
    });
}

#[test]
fn a_host_that_is_not_enrolled_or_goes_back_to_an_older_root() {
    let facility = Facility::new();
    facility.pin_root(5);
    let loader = facility.ready();
    let bundle = facility.bundle();
    let offer = facility.offer(&bundle);
    apply(&loader, &bundle, Some(offer.clone()));
    facility.pin_root(4);
    assert_eq!(
        refused(apply(&loader, &bundle, Some(offer.clone()))),
        RefusalCode::RootOlder
    );
    fs::remove_file(facility.path().join("root.json")).unwrap();
    assert_eq!(
        refused(apply(&loader, &bundle, Some(offer))),
        RefusalCode::NotEnrolled
    );
}
