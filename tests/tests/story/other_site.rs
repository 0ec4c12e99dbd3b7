//! Another site, whose keys the test holds: it can sign anything, and its word must count only where it is trusted.

use ed25519_dalek::{Signer, SigningKey};
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::loading::Permission;
use quiesce_trust::manifest::{MANIFEST_TYPE, Manifest};
use quiesce_trust::permit::{
    AffectedExperiment, CarriedApproval, PERMIT_TYPE, Permit, PermittedUpdate,
};
use quiesce_trust::root::{LogKey, PublicKey, RoleKeys, TrustRoot};
use quiesce_trust::signing::LogHead;
use quiesce_trust::tlog::merkle::leaf_hash;
use quiesce_trust::tlog::tree::Tree;
use quiesce_trust::tlog::{Checkpoint, InclusionProof, leaf};
use quiesce_trust::{Digest, HostId, bundle};

const LOG: &str = "other.example/log";

/// Its keys.
pub struct OtherSite {
    release: SigningKey,
    director: SigningKey,
    log: SigningKey,
}

/// A bundle with everything that permits it.
pub struct Signed {
    pub bundle: Vec<u8>,
    pub permission: Permission,
}

impl OtherSite {
    pub fn found() -> Self {
        let key = |number: u8| SigningKey::from_bytes(&[number; 32]);
        Self {
            release: key(1),
            director: key(2),
            log: key(3),
        }
    }

    /// What a host pins that enrols there.
    pub fn root(&self) -> TrustRoot {
        let role = |key: &SigningKey| RoleKeys {
            keys: vec![public(key)],
            threshold: 1,
        };
        let log = LogKey {
            name: LOG.to_owned(),
            key: public(&self.log),
        };
        TrustRoot {
            version: 1,
            release: role(&self.release),
            director: role(&self.director),
            log,
        }
    }

    /// Signs the content of somebody else's bundle, something in it changed, and permits it on the host for a day.
    pub fn sign_again(
        &self,
        bytes: &[u8],
        host: &HostId,
        change: impl FnOnce(&mut Manifest, &mut [Vec<u8>]),
    ) -> Signed {
        let (mut manifest, mut members) = opened(bytes);
        change(&mut manifest, &mut members);
        for (member, content) in manifest.members.iter_mut().zip(&members) {
            member.sha256 = Digest::of(content);
        }
        let payload = manifest.to_signed_bytes().unwrap();
        let envelope = sign(&self.release, MANIFEST_TYPE, &payload);
        let bundle = bundle::assemble(&envelope, &members).unwrap();
        let digest = Digest::of(&bundle);

        let revision_sha256 = Digest::of(b"revision");
        let now = jiff::Timestamp::now().as_second();
        let permit = Permit {
            window: "w-1".parse().unwrap(),
            revision: 1,
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
                at: now,
            }],
            updates: vec![PermittedUpdate {
                id: manifest.id.clone(),
                bundle: digest,
            }],
            hosts: vec![host.clone()],
            not_before: now - 86_400,
            not_after: now + 86_400,
        };
        let permit = sign(
            &self.director,
            PERMIT_TYPE,
            &serde_json::to_vec(&permit).unwrap(),
        );
        let leaves = [leaf::release(digest), leaf::permit(&permit).unwrap()];
        let permission = Permission {
            id: manifest.id,
            bundle: digest,
            window: "w-1".parse().unwrap(),
            revision: 1,
            revision_sha256,
            permit,
            release_proof: self.prove(&leaves, 0),
            permit_proof: self.prove(&leaves, 1),
        };
        Signed { bundle, permission }
    }

    fn prove(&self, leaves: &[Vec<u8>], index: u64) -> InclusionProof {
        let tree = Tree::from_leaf_hashes(leaves.iter().map(|data| leaf_hash(data)));
        let head = LogHead {
            size: tree.size(),
            root: tree.root(),
        };
        let checkpoint = Checkpoint {
            origin: LOG.to_owned(),
            head,
            extensions: Vec::new(),
        };
        let signature = self.log.sign(checkpoint.to_text().as_bytes()).to_bytes();
        InclusionProof {
            index,
            path: tree.prove_inclusion(index, tree.size()).unwrap(),
            checkpoint: checkpoint.to_note(&public(&self.log), &signature),
        }
    }
}

/// A bundle taken apart, its signature not looked at.
fn opened(bytes: &[u8]) -> (Manifest, Vec<Vec<u8>>) {
    let length = u32::from_le_bytes(bytes[9..13].try_into().unwrap()) as usize;
    let envelope: Envelope = serde_json::from_slice(&bytes[13..13 + length]).unwrap();
    let manifest: Manifest = serde_json::from_slice(&envelope.payload_bytes().unwrap()).unwrap();
    let mut rest = &bytes[13 + length..];
    let mut members = Vec::new();
    for member in &manifest.members {
        let (content, after) = rest.split_at(usize::try_from(member.size).unwrap());
        members.push(content.to_vec());
        rest = after;
    }
    (manifest, members)
}

fn sign(key: &SigningKey, payload_type: &str, payload: &[u8]) -> Envelope {
    let signature = key.sign(&pae(payload_type, payload)).to_bytes();
    Envelope::unsigned(payload_type, payload).with_signature(&public(key), &signature)
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}
