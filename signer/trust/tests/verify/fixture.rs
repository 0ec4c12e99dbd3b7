//! Keys and documents that the tests share.

use ed25519_dalek::{Signer as _, SigningKey};
use quiesce_trust::Digest;
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::manifest::{
    Kernel, MANIFEST_TYPE, Manifest, Member, MemberRole, ReplacedFunction, UpdateKind,
};
use quiesce_trust::permit::{AffectedExperiment, CarriedApproval, Permit, PermittedUpdate};
use quiesce_trust::root::{LogKey, PublicKey, RoleKeys};
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::Checkpoint;

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

pub fn role(keys: &[&SigningKey], threshold: u32) -> RoleKeys {
    RoleKeys {
        keys: keys.iter().map(|k| public(k)).collect(),
        threshold,
    }
}

pub fn sign(payload_type: &str, payload: &[u8], keys: &[&SigningKey]) -> Envelope {
    let message = pae(payload_type, payload);
    keys.iter().fold(
        Envelope::unsigned(payload_type, payload),
        |envelope, key| envelope.with_signature(&public(key), &key.sign(&message).to_bytes()),
    )
}

pub const MODULE: &[u8] = b"\x7fELF, or so it says";
pub const PATCH: &[u8] = b"--- a/fs/open.c\n+++ b/fs/open.c\n";

pub fn manifest() -> Manifest {
    let member = |name: &str, role, content: &[u8]| Member {
        name: name.to_owned(),
        role,
        size: content.len() as u64,
        sha256: Digest::of(content),
    };
    Manifest {
        id: "k3j9x2ab".parse().unwrap(),
        kind: UpdateKind::Diagnostic,
        title: "log each open()".to_owned(),
        cves: vec!["CVE-2026-46132".to_owned()],
        kernel: Kernel {
            release: "6.1.0-47-cloud-amd64".parse().unwrap(),
            build_id: "0123456789abcdef0123456789abcdef01234567".parse().unwrap(),
        },
        abi: 1,
        order: 3,
        module_name: "quiesce_k3j9x2ab".to_owned(),
        functions: vec![ReplacedFunction {
            name: "do_sys_openat2".to_owned(),
            object: "vmlinux".to_owned(),
            original: Digest::of(b"code"),
        }],
        members: vec![
            member("quiesce_k3j9x2ab.ko", MemberRole::Module, MODULE),
            member("source.patch", MemberRole::SourcePatch, PATCH),
        ],
    }
}

pub fn signed_bundle(manifest: &Manifest, key: &SigningKey) -> Vec<u8> {
    let envelope = sign(
        MANIFEST_TYPE,
        &serde_json::to_vec(manifest).unwrap(),
        &[key],
    );
    quiesce_trust::bundle::assemble(&envelope, &[MODULE, PATCH]).unwrap()
}

pub fn permit() -> Permit {
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
        approvals: vec![approval("STAR", 5), approval("PHENIX", 6)],
        updates: vec![PermittedUpdate {
            id: "k3j9x2ab".parse().unwrap(),
            bundle: Digest::of(b"the bundle"),
        }],
        hosts: vec![quiesce_trust::HostId::of_public_key(&[1; 32])],
        not_before: 1_795_600_000,
        not_after: 1_795_610_000,
    }
}

pub fn log_key(seed: u8) -> LogKey {
    LogKey {
        name: "quiesce.example/log".to_owned(),
        key: public(&key(seed)),
    }
}

pub fn note(seed: u8, head: LogHead) -> String {
    let checkpoint = Checkpoint {
        origin: log_key(seed).name,
        head,
        extensions: Vec::new(),
    };
    let signature = key(seed).sign(checkpoint.to_text().as_bytes()).to_bytes();
    checkpoint.to_note(&public(&key(seed)), &signature)
}
