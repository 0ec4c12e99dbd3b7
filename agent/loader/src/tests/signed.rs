//! A facility in small: release, director and log keys, a bundle, and the offer that permits it. Each part can be
//! changed before it is signed.

use std::fs;
use std::path::Path;

use ed25519_dalek::{Signer as _, SigningKey};
use quiesce_trust::bundle;
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::loading::{Answer, Ask, Permission, RefusalCode};
use quiesce_trust::manifest::{Kernel, MANIFEST_TYPE, Manifest, Member, MemberRole, UpdateKind};
use quiesce_trust::permit::{
    AffectedExperiment, CarriedApproval, PERMIT_TYPE, Permit, PermittedUpdate,
};
use quiesce_trust::root::{LogKey, PublicKey, RoleKeys, TrustRoot};
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::merkle::leaf_hash;
use quiesce_trust::tlog::{Checkpoint, InclusionProof, Tree, leaf};
use quiesce_trust::{Digest, HostId};

use super::fake_kernel::{BUILD_ID, FakeKernel, RELEASE};
use crate::enrolment::Places;
use crate::serve::Loader;

pub const NOW: i64 = 1_800_000_000;
pub const ID: &str = "k3j9x2ab";
const LOG: &str = "quiesce.test/log";

pub struct Facility {
    pub dir: tempfile::TempDir,
    pub release: SigningKey,
    pub director: SigningKey,
    pub log: SigningKey,
    pub host: HostId,
    pub manifest: Manifest,
    pub module: Vec<u8>,
    pub permit: Permit,
    /// Leaves in the log before ours.
    pub earlier_leaves: u64,
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

fn sign(key: &SigningKey, kind: &str, payload: &[u8]) -> Envelope {
    let signature = key.sign(&pae(kind, payload)).to_bytes();
    Envelope::unsigned(kind, payload).with_signature(&public(key), &signature)
}

impl Facility {
    pub fn new() -> Self {
        let host = HostId::of_public_key(&public(&key(9)).0);
        let revision_sha256 = Digest::of(b"revision 3");
        let manifest = Manifest {
            id: ID.parse().unwrap(),
            kind: UpdateKind::Security,
            title: "CVE-2026-46132: rtnetlink leaks kernel stack".to_owned(),
            cves: vec!["CVE-2026-46132".to_owned()],
            kernel: Kernel {
                release: RELEASE.parse().unwrap(),
                build_id: "ab".repeat(BUILD_ID.len()).parse().unwrap(),
            },
            abi: 1,
            order: 1,
            module_name: format!("quiesce_{ID}"),
            functions: vec![],
            members: vec![],
        };
        let permit = Permit {
            window: "w-7".parse().unwrap(),
            revision: 3,
            revision_sha256,
            author: 1,
            affected: vec![AffectedExperiment {
                code: "STAR".to_owned(),
                quorum: 1,
            }],
            approvals: vec![CarriedApproval {
                experiment: "STAR".to_owned(),
                person: 2,
                revision: revision_sha256,
                at: NOW - 100,
            }],
            updates: vec![],
            hosts: vec![host.clone()],
            not_before: NOW - 10,
            not_after: NOW + 10,
        };
        let dir = tempfile::tempdir().unwrap();
        let facility = Self {
            dir,
            release: key(1),
            director: key(2),
            log: key(3),
            host,
            manifest,
            module: format!("update {ID}").into_bytes(),
            permit,
            earlier_leaves: 5,
        };
        facility.pin_root(1);
        fs::write(
            facility.dir.path().join("host.id"),
            format!("{}\n", facility.host),
        )
        .unwrap();
        facility
    }

    /// Makes it about the core module.
    pub fn core(mut self) -> Self {
        self.manifest.kind = UpdateKind::Core;
        self.manifest.module_name = "quiesce".to_owned();
        self.module = b"core".to_vec();
        self
    }

    pub fn pin_root(&self, version: u64) {
        let role = |key| RoleKeys {
            keys: vec![public(key)],
            threshold: 1,
        };
        let root = TrustRoot {
            version,
            release: role(&key(1)),
            director: role(&key(2)),
            log: LogKey {
                name: LOG.to_owned(),
                key: public(&key(3)),
            },
        };
        fs::write(
            self.dir.path().join("root.json"),
            serde_json::to_vec(&root).unwrap(),
        )
        .unwrap();
    }

    pub fn bundle(&self) -> Vec<u8> {
        let members = [
            (MemberRole::Module, &self.module[..], "update.ko"),
            (MemberRole::SourcePatch, b"--- a", "source.patch"),
        ];
        let mut manifest = self.manifest.clone();
        manifest.members = members
            .iter()
            .map(|(role, content, name)| Member {
                name: (*name).to_owned(),
                role: *role,
                size: content.len() as u64,
                sha256: Digest::of(content),
            })
            .collect();
        let envelope = sign(
            &self.release,
            MANIFEST_TYPE,
            &serde_json::to_vec(&manifest).unwrap(),
        );
        bundle::assemble(&envelope, &members.map(|(_, content, _)| content)).unwrap()
    }

    pub fn offer(&self, bundle: &[u8]) -> Permission {
        let bundle = Digest::of(bundle);
        let mut permit = self.permit.clone();
        if permit.updates.is_empty() {
            permit.updates = vec![PermittedUpdate {
                id: self.manifest.id.clone(),
                bundle,
            }];
        }
        let envelope = sign(
            &self.director,
            PERMIT_TYPE,
            &serde_json::to_vec(&permit).unwrap(),
        );
        let leaves = [leaf::release(bundle), leaf::permit(&envelope).unwrap()];
        let [release_proof, permit_proof] = self.prove(&leaves);
        Permission {
            id: self.manifest.id.clone(),
            bundle,
            window: permit.window,
            revision: permit.revision,
            revision_sha256: permit.revision_sha256,
            permit: envelope,
            release_proof,
            permit_proof,
        }
    }

    fn prove<const N: usize>(&self, leaves: &[Vec<u8>; N]) -> [InclusionProof; N] {
        let earlier = (0..self.earlier_leaves).map(|i| leaf_hash(&i.to_le_bytes()));
        let hashes = earlier.chain(leaves.iter().map(|leaf| leaf_hash(leaf)));
        let tree = Tree::from_leaf_hashes(hashes);
        let checkpoint = Checkpoint {
            origin: LOG.to_owned(),
            head: LogHead {
                size: tree.size(),
                root: tree.root(),
            },
            extensions: vec![],
        };
        let signature = self.log.sign(checkpoint.to_text().as_bytes()).to_bytes();
        let note = checkpoint.to_note(&public(&self.log), &signature);
        let mut index = self.earlier_leaves;
        [(); N].map(|()| {
            let path = tree.prove_inclusion(index, tree.size()).unwrap();
            index += 1;
            InclusionProof {
                index: index - 1,
                path,
                checkpoint: note.clone(),
            }
        })
    }

    pub fn kernel(&self) -> FakeKernel {
        FakeKernel::new(&self.dir.path().join("sys"))
    }

    pub fn loader(&self, kernel: FakeKernel) -> Loader<FakeKernel> {
        let at = |name: &str| self.dir.path().join(name);
        let places = Places {
            root: at("root.json"),
            host_id: at("host.id"),
            state_dir: at("state"),
            sysfs: at("sys"),
        };
        Loader {
            places,
            kernel,
            now: NOW,
        }
    }

    /// A loader whose kernel has the core.
    pub fn ready(&self) -> Loader<FakeKernel> {
        let kernel = self.kernel();
        kernel.load_core(1);
        self.loader(kernel)
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// Asks as the fetcher does.
pub fn apply(loader: &Loader<FakeKernel>, bundle: &[u8], offer: Option<Permission>) -> Answer {
    let ask = Ask::Apply {
        offer: offer.map(Box::new),
        bundle_size: bundle.len() as u64,
        check_only: false,
    };
    loader.answer(ask, bundle)
}

/// The code of a refusal.
#[track_caller]
pub fn refused(answer: Answer) -> RefusalCode {
    match answer {
        Answer::Refused(refusal) => refusal.code,
        Answer::Done { .. } => panic!("not refused: {answer:?}"),
    }
}
