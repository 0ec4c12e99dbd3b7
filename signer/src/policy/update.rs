//! Signing an update.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quiesce_trust::Digest;
use quiesce_trust::bundle::{assemble, check_member};
use quiesce_trust::dsse::Envelope;
use quiesce_trust::manifest::{MANIFEST_TYPE, Manifest};
use quiesce_trust::signing::ReleaseEvidence;

use crate::keys::Keys;
use crate::ledger::{Ledger, SignedUpdate};
use crate::refusal::Refusal;

/// Signs a manifest if two persons stand behind it, each file is the one that it names, and no other manifest was
/// signed for the update on this kernel. The same manifest again gives the same envelope.
pub fn sign_update(
    keys: &Keys,
    ledger: &mut Ledger,
    manifest: &Manifest,
    members: &[String],
    evidence: &ReleaseEvidence,
) -> Result<Envelope, Refusal> {
    if evidence.requester == evidence.reviewer {
        return Err(Refusal::SamePerson);
    }
    let payload = manifest.to_signed_bytes()?;
    let members = decode_members(manifest, members)?;

    if let Some(signed) = ledger.update(&manifest.id, &manifest.kernel.build_id) {
        if signed.manifest == Digest::of(&payload) {
            return Ok(signed.envelope.clone());
        }
        return Err(Refusal::AlreadySigned {
            id: manifest.id.clone(),
            kernel: format!("{} ({})", manifest.kernel.release, manifest.kernel.build_id),
        });
    }

    let envelope = keys.sign_release(MANIFEST_TYPE, &payload);
    let bundle = Digest::of(&assemble(&envelope, &members)?);
    ledger.keep_update(SignedUpdate {
        id: manifest.id.clone(),
        kernel: manifest.kernel.clone(),
        manifest: Digest::of(&payload),
        bundle,
        envelope: envelope.clone(),
    })?;
    tracing::info!(
        update = %manifest.id, kernel = %manifest.kernel.release, bundle = %bundle,
        requester = evidence.requester, reviewer = evidence.reviewer, "update signed"
    );
    Ok(envelope)
}

fn decode_members(manifest: &Manifest, members: &[String]) -> Result<Vec<Vec<u8>>, Refusal> {
    if manifest.members.len() != members.len() {
        return Err(Refusal::MemberCount {
            named: manifest.members.len(),
            sent: members.len(),
        });
    }
    let mut decoded = Vec::with_capacity(members.len());
    for (member, text) in manifest.members.iter().zip(members) {
        let content = STANDARD.decode(text).map_err(|_| Refusal::MemberEncoding {
            name: member.name.clone(),
        })?;
        check_member(member, &content)?;
        decoded.push(content);
    }
    Ok(decoded)
}
