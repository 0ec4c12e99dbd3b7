//! Signing permits over the socket.

use quiesce_trust::permit::{
    AffectedExperiment, CarriedApproval, Permit, PermittedUpdate, verify_permit,
};
use quiesce_trust::signing::{Answer, Ask};
use quiesce_trust::{Digest, HostId};

use crate::site::{Serving, Site};
use crate::updates::release;

fn permit(bundle: Digest) -> Permit {
    let revision_sha256 = Digest::of(b"revision 2");
    let approval = |experiment: &str, person| CarriedApproval {
        experiment: experiment.to_owned(),
        person,
        revision: revision_sha256,
        at: 1_795_000_000,
    };
    Permit {
        window: "w-17".parse().unwrap(),
        revision: 2,
        revision_sha256,
        author: 5,
        affected: vec![
            AffectedExperiment {
                code: "STAR".to_owned(),
                quorum: 1,
            },
            AffectedExperiment {
                code: "PHENIX".to_owned(),
                quorum: 1,
            },
        ],
        approvals: vec![approval("STAR", 6), approval("PHENIX", 7)],
        updates: vec![PermittedUpdate {
            id: "k3j9x2ab".parse().unwrap(),
            bundle,
        }],
        hosts: vec![HostId::of_public_key(&[1; 32])],
        not_before: 1_795_600_000,
        not_after: 1_795_610_000,
    }
}

fn code(serving: &Serving, permit: &Permit, change: fn(&mut Permit)) -> String {
    let mut permit = permit.clone();
    change(&mut permit);
    serving.code(&Ask::SignPermit { permit })
}

#[test]
fn a_carried_permit_is_signed_by_the_director() {
    let site = Site::made();
    let serving = site.serve();
    let permit = permit(release(&serving, "k3j9x2ab"));
    let Answer::Permit { envelope } = serving.ask(&Ask::SignPermit {
        permit: permit.clone(),
    }) else {
        panic!("not signed");
    };
    assert_eq!(verify_permit(&envelope, &site.root().director), Ok(permit));
    assert!(verify_permit(&envelope, &site.root().release).is_err());
}

#[test]
fn a_permit_that_its_approvals_do_not_carry_is_refused_here_too() {
    let site = Site::made();
    let serving = site.serve();
    let good = permit(release(&serving, "k3j9x2ab"));
    let case = |change| code(&serving, &good, change);
    assert_eq!(case(|p| p.approvals.truncate(1)), "quorum_missing");
    assert_eq!(
        case(|p| p.approvals[1].revision = Digest::of(b"revision 1")),
        "quorum_missing"
    );
    assert_eq!(case(|p| p.affected[1].quorum = 2), "quorum_missing");
    assert_eq!(
        case(|p| {
            p.approvals[0].person = 5;
            p.approvals[1].person = 5;
        }),
        "quorum_missing"
    );
    assert_eq!(case(|p| p.affected.clear()), "quorum_missing");

    assert_eq!(case(|p| p.not_after = p.not_before), "permit_span");
    assert_eq!(
        case(|p| p.not_after = p.not_before + 7 * 86_400 + 1),
        "permit_span"
    );
    assert_eq!(case(|p| p.not_before = i64::MIN), "permit_span");
    assert_eq!(case(|p| p.hosts.clear()), "permit_empty");
    assert_eq!(case(|p| p.updates.clear()), "permit_empty");
    assert_eq!(
        case(|p| p.updates[0].bundle = Digest::of(b"")),
        "unknown_bundle"
    );
    assert_eq!(
        case(|p| p.updates[0].id = "aaaaaaaa".parse().unwrap()),
        "unknown_bundle"
    );
    assert_eq!(
        case(|p| p.hosts = vec![p.hosts[0].clone(); 30_000]),
        "too_large"
    );
    assert_eq!(case(|p| p.not_after = p.not_before + 7 * 86_400), "signed");
}

#[test]
fn revisions_of_a_window_go_forward_even_after_a_crash() {
    let site = Site::made();
    let serving = site.serve();
    let good = permit(release(&serving, "k3j9x2ab"));
    let older = |p: &mut Permit| p.revision = 1;
    let same_number = |p: &mut Permit| {
        p.revision_sha256 = Digest::of(b"another revision 2");
        p.approvals
            .iter_mut()
            .for_each(|a| a.revision = Digest::of(b"another revision 2"));
    };
    assert_eq!(code(&serving, &good, |_| ()), "signed");
    assert_eq!(code(&serving, &good, |_| ()), "signed", "the same again");
    assert_eq!(code(&serving, &good, older), "revision_superseded");
    assert_eq!(code(&serving, &good, same_number), "revision_superseded");
    serving.crash();

    let serving = site.serve();
    assert_eq!(code(&serving, &good, older), "revision_superseded");
    assert_eq!(code(&serving, &good, same_number), "revision_superseded");
    assert_eq!(code(&serving, &good, |p| p.revision = 3), "signed");
    assert_eq!(code(&serving, &good, |_| ()), "revision_superseded");
    assert_eq!(
        code(&serving, &good, |p| p.window = "w-18".parse().unwrap()),
        "signed"
    );
}
