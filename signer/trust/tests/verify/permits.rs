//! Permits: what they allow, and the name of each no.

use proptest::prelude::*;
use quiesce_trust::permit::{CarriedApproval, PERMIT_TYPE, Permit, PermitQuestion, verify_permit};
use quiesce_trust::{Digest, HostId, UpdateId, WindowId};

use crate::fixture::{key, permit, role, sign};

/// Asks what the permit of the fixture answers with yes, after `change`.
fn ask(permit: &Permit, change: impl FnOnce(&mut Asked)) -> Result<(), (String, String)> {
    let mut asked = Asked {
        host: HostId::of_public_key(&[1; 32]),
        update: "k3j9x2ab".parse().unwrap(),
        bundle: Digest::of(b"the bundle"),
        window: "w-17".parse().unwrap(),
        revision: 2,
        revision_sha256: Digest::of(b"revision 2"),
        now: 1_795_600_000,
    };
    change(&mut asked);
    let question = PermitQuestion {
        host: &asked.host,
        update: &asked.update,
        bundle: asked.bundle,
        window: &asked.window,
        revision: asked.revision,
        revision_sha256: asked.revision_sha256,
        now: asked.now,
    };
    permit
        .allows(&question)
        .map_err(|e| (e.code().to_owned(), e.to_string()))
}

struct Asked {
    host: HostId,
    update: UpdateId,
    bundle: Digest,
    window: WindowId,
    revision: u32,
    revision_sha256: Digest,
    now: i64,
}

fn code(answer: Result<(), (String, String)>) -> String {
    answer.map_or_else(|(code, _)| code, |()| "allowed".to_owned())
}

#[test]
fn what_was_approved_is_allowed_and_nothing_beside_it() {
    let permit = permit();
    let case = |change: fn(&mut Asked)| code(ask(&permit, change));
    assert_eq!(case(|_| ()), "allowed");
    assert_eq!(case(|a| a.now = 1_795_609_999), "allowed");
    assert_eq!(
        case(|a| a.host = HostId::of_public_key(&[2; 32])),
        "permit_other_host"
    );
    assert_eq!(
        case(|a| a.update = "aaaaaaaa".parse().unwrap()),
        "permit_other_update"
    );
    assert_eq!(case(|a| a.bundle = Digest::of(b"")), "permit_other_bundle");
    assert_eq!(
        case(|a| a.window = "w-18".parse().unwrap()),
        "permit_other_window"
    );
    assert_eq!(case(|a| a.revision = 3), "permit_other_revision");
    assert_eq!(
        case(|a| a.revision_sha256 = Digest::of(b"3")),
        "permit_other_revision"
    );
    assert_eq!(case(|a| a.now = 1_795_599_999), "permit_too_early");
    assert_eq!(case(|a| a.now = 1_795_610_000), "permit_expired");
}

#[test]
fn times_are_said_in_utc() {
    let (_, sentence) = ask(&permit(), |a| a.now = 1_795_599_999).unwrap_err();
    assert_eq!(
        sentence,
        "the window opens at 2026-11-25T09:46:40Z and it is 2026-11-25T09:46:39Z; wait until then"
    );
}

#[test]
fn an_older_revision_than_seen_is_superseded() {
    assert!(permit().not_older_than(2).is_ok());
    assert_eq!(
        permit().not_older_than(3).unwrap_err().code(),
        "permit_superseded"
    );
}

fn approvals(of: &[(&str, i64, Digest)]) -> Vec<CarriedApproval> {
    of.iter()
        .map(|(experiment, person, revision)| CarriedApproval {
            experiment: (*experiment).to_owned(),
            person: *person,
            revision: *revision,
            at: 0,
        })
        .collect()
}

#[test]
fn a_quorum_is_of_distinct_persons_for_this_revision() {
    let this = permit().revision_sha256;
    let other = Digest::of(b"revision 1");
    let carried = |quorum: u32, of: &[(&str, i64, Digest)]| {
        let mut permit = permit();
        permit.affected[0].quorum = quorum;
        permit.approvals = approvals(of);
        permit.carried().is_ok()
    };
    assert!(carried(1, &[("STAR", 1, this), ("PHENIX", 2, this)]));
    assert!(
        !carried(1, &[("STAR", 1, this)]),
        "one experiment is silent"
    );
    assert!(
        !carried(1, &[("STAR", 1, this), ("PHENIX", 2, other)]),
        "an older revision"
    );
    assert!(
        !carried(
            2,
            &[("STAR", 1, this), ("STAR", 1, this), ("PHENIX", 2, this)]
        ),
        "one person twice"
    );
    assert!(carried(
        2,
        &[("STAR", 1, this), ("STAR", 3, this), ("PHENIX", 2, this)]
    ));
    assert!(
        !carried(0, &[("PHENIX", 2, this)]),
        "a quorum of 0 is read as 1"
    );
}

#[test]
fn the_author_alone_carries_nothing() {
    let this = permit().revision_sha256;
    let mut permit = permit();
    permit.approvals = approvals(&[("STAR", 5, this), ("PHENIX", 5, this)]);
    assert_eq!(permit.carried().unwrap_err().code(), "quorum_missing");
    assert_eq!(code(ask(&permit, |_| ())), "quorum_missing");
    // A voice of an experiment that has no stake is no voice.
    permit.approvals.extend(approvals(&[("ATLAS", 7, this)]));
    assert!(permit.carried().is_err());
    permit.approvals.extend(approvals(&[("STAR", 7, this)]));
    assert!(permit.carried().is_ok());
}

#[test]
fn nobody_affected_is_nobody_who_agreed() {
    let mut permit = permit();
    permit.affected.clear();
    assert_eq!(permit.carried().unwrap_err().code(), "quorum_missing");
}

#[test]
fn only_the_director_speaks() {
    let payload = serde_json::to_vec(&permit()).unwrap();
    let envelope = sign(PERMIT_TYPE, &payload, &[&key(2)]);
    assert_eq!(verify_permit(&envelope, &role(&[&key(2)], 1)), Ok(permit()));
    let refused = verify_permit(&envelope, &role(&[&key(1)], 1)).unwrap_err();
    assert_eq!(refused.code(), "permit_unknown_key");
    let unreadable = sign(PERMIT_TYPE, b"{}", &[&key(2)]);
    let refused = verify_permit(&unreadable, &role(&[&key(2)], 1)).unwrap_err();
    assert_eq!(refused.code(), "malformed_permit");
}

#[test]
fn a_permit_with_any_field_changed_is_refused() {
    let envelope = sign(
        PERMIT_TYPE,
        &serde_json::to_vec(&permit()).unwrap(),
        &[&key(2)],
    );
    let changes: [fn(&mut Permit); 10] = [
        |p| p.window = "w-18".parse().unwrap(),
        |p| p.revision += 1,
        |p| p.revision_sha256 = Digest::of(b""),
        |p| p.author += 1,
        |p| p.affected[0].quorum += 1,
        |p| p.approvals[0].person += 1,
        |p| p.updates[0].bundle = Digest::of(b""),
        |p| p.hosts.push(HostId::of_public_key(&[9; 32])),
        |p| p.not_before -= 1,
        |p| p.not_after += 1,
    ];
    for change in changes {
        let mut changed = permit();
        change(&mut changed);
        let payload = serde_json::to_vec(&changed).unwrap();
        let mut forged = quiesce_trust::dsse::Envelope::unsigned(PERMIT_TYPE, &payload);
        forged.signatures.clone_from(&envelope.signatures);
        let refused = verify_permit(&forged, &role(&[&key(2)], 1)).unwrap_err();
        assert_eq!(refused.code(), "permit_bad_signature");
    }
}

proptest! {
    #[test]
    fn a_changed_payload_is_refused(place: prop::sample::Index, mask in 1u8..) {
        let mut payload = serde_json::to_vec(&permit()).unwrap();
        let envelope = sign(PERMIT_TYPE, &payload, &[&key(2)]);
        let place = place.index(payload.len());
        payload[place] ^= mask;
        let mut forged = quiesce_trust::dsse::Envelope::unsigned(PERMIT_TYPE, &payload);
        forged.signatures = envelope.signatures;
        prop_assert!(verify_permit(&forged, &role(&[&key(2)], 1)).is_err());
    }

    #[test]
    fn no_moment_outside_is_allowed(now: i64) {
        let permit = permit();
        let inside = (permit.not_before..permit.not_after).contains(&now);
        prop_assert_eq!(ask(&permit, |a| a.now = now).is_ok(), inside);
    }
}
