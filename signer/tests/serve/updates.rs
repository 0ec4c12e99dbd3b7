//! Signing updates over the socket.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quiesce_trust::Digest;
use quiesce_trust::bundle;
use quiesce_trust::dsse::Envelope;
use quiesce_trust::manifest::{Kernel, Manifest, Member, MemberRole, UpdateKind};
use quiesce_trust::signing::{Answer, Ask, ReleaseEvidence};

use crate::site::{Serving, Site};

pub const MODULE: &[u8] = b"\x7fELF, or so it says";

pub fn manifest(id: &str) -> Manifest {
    Manifest {
        id: id.parse().unwrap(),
        kind: UpdateKind::Security,
        title: "CVE-2026-46132: rtnetlink leaks kernel stack".to_owned(),
        cves: vec!["CVE-2026-46132".to_owned()],
        kernel: Kernel {
            release: "6.1.0-47-cloud-amd64".parse().unwrap(),
            build_id: "0123456789abcdef0123456789abcdef01234567".parse().unwrap(),
        },
        abi: 1,
        order: 1,
        module_name: format!("quiesce_{id}"),
        functions: Vec::new(),
        members: vec![Member {
            name: format!("quiesce_{id}.ko"),
            role: MemberRole::Module,
            size: MODULE.len() as u64,
            sha256: Digest::of(MODULE),
        }],
    }
}

pub fn ask(manifest: Manifest) -> Ask {
    Ask::SignUpdate {
        manifest,
        members: vec![STANDARD.encode(MODULE)],
        evidence: ReleaseEvidence {
            requester: 1,
            reviewer: 2,
        },
    }
}

/// Signs an update and gives the digest of its bundle.
pub fn release(serving: &Serving, id: &str) -> Digest {
    let envelope = signed(serving.ask(&ask(manifest(id))));
    Digest::of(&bundle::assemble(&envelope, &[MODULE]).unwrap())
}

fn signed(answer: Answer) -> Envelope {
    let Answer::Update { envelope, .. } = answer else {
        panic!("not signed: {answer:?}");
    };
    envelope
}

#[test]
fn a_signed_update_makes_a_bundle_that_the_root_verifies() {
    let site = Site::made();
    let serving = site.serve();
    let envelope = signed(serving.ask(&ask(manifest("k3j9x2ab"))));
    let bytes = bundle::assemble(&envelope, &[MODULE]).unwrap();
    let verified = bundle::verify(&bytes, &site.root().release).unwrap();
    assert_eq!(verified.manifest(), &manifest("k3j9x2ab"));
    assert_eq!(
        bundle::verify(&bytes, &site.root().director)
            .unwrap_err()
            .code(),
        "unknown_key",
        "the roles' keys are not each other's"
    );
}

#[test]
fn one_update_has_one_manifest_a_kernel_even_after_a_crash() {
    let site = Site::made();
    let serving = site.serve();
    let first = serving.ask(&ask(manifest("k3j9x2ab")));
    assert_eq!(
        serving.ask(&ask(manifest("k3j9x2ab"))),
        first,
        "the same again"
    );

    let mut other = manifest("k3j9x2ab");
    other.title = "something else".to_owned();
    assert_eq!(serving.code(&ask(other.clone())), "already_signed");
    serving.crash();

    let serving = site.serve();
    assert_eq!(serving.code(&ask(other.clone())), "already_signed");
    assert_eq!(serving.ask(&ask(manifest("k3j9x2ab"))), first);
    other.kernel.build_id = "ffffffffffffffffffffffffffffffffffffffff".parse().unwrap();
    assert_eq!(
        serving.code(&ask(other)),
        "signed",
        "another kernel is another artifact"
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let site = Site::made();
    let serving = site.serve();
    let with = |members: Vec<String>, requester, reviewer| {
        serving.code(&Ask::SignUpdate {
            manifest: manifest("k3j9x2ab"),
            members,
            evidence: ReleaseEvidence {
                requester,
                reviewer,
            },
        })
    };
    assert_eq!(with(vec![STANDARD.encode(MODULE)], 2, 2), "same_person");
    assert_eq!(
        with(vec![STANDARD.encode(b"\x7fELF, or so it lies")], 1, 2),
        "member_mismatch"
    );
    assert_eq!(with(vec!["not base64".to_owned()], 1, 2), "member_mismatch");
    assert_eq!(with(Vec::new(), 1, 2), "member_mismatch");
    assert_eq!(
        with(vec![STANDARD.encode(MODULE); 2], 1, 2),
        "member_mismatch"
    );

    let mut malformed = manifest("k3j9x2ab");
    malformed.members[0].name = "../k3j9x2ab.ko".to_owned();
    assert_eq!(serving.code(&ask(malformed)), "malformed_manifest");
    assert_eq!(
        serving.code(&ask(manifest("k3j9x2ab"))),
        "signed",
        "refusals leave no trace"
    );
}
