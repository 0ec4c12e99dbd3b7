//! Signing a permit.
//!
//! The approvals are the server's word: the signer counts them and ties them to the revision's hash, but it has not
//! seen the persons. What it adds is that no permit exists whose approvals do not carry it, for anything that was not
//! released, or for a revision that was superseded.

use std::cmp::Ordering;

use quiesce_trust::dsse::Envelope;
use quiesce_trust::manifest::limits;
use quiesce_trust::permit::{PERMIT_TYPE, Permit};

use crate::keys::Keys;
use crate::ledger::{Ledger, SignedRevision};
use crate::refusal::Refusal;

/// The longest span of one permit, in seconds: 7 days. What must go on longer is approved again.
const LONGEST: i64 = 7 * 86_400;

/// Signs a permit if the approvals in it carry it, its span is sane, all of its bundles were signed here, and no
/// later revision of its window has been permitted.
pub fn sign_permit(keys: &Keys, ledger: &mut Ledger, permit: &Permit) -> Result<Envelope, Refusal> {
    permit.carried()?;
    check_span(permit)?;
    if permit.hosts.is_empty() {
        return Err(Refusal::PermitEmpty("host"));
    }
    if permit.updates.is_empty() {
        return Err(Refusal::PermitEmpty("update"));
    }
    if let Some(unknown) = permit
        .updates
        .iter()
        .find(|u| !ledger.has_bundle(&u.id, u.bundle))
    {
        return Err(Refusal::UnknownBundle {
            id: unknown.id.clone(),
            bundle: unknown.bundle,
        });
    }
    check_revision(ledger, permit)?;

    let payload = serde_json::to_vec(permit).map_err(std::io::Error::from)?;
    let envelope = keys.sign_director(PERMIT_TYPE, &payload);
    if envelope.payload.len() > limits::ENVELOPE {
        return Err(Refusal::PermitTooLarge {
            hosts: permit.hosts.len(),
        });
    }
    ledger.keep_revision(SignedRevision {
        window: permit.window.clone(),
        revision: permit.revision,
        revision_sha256: permit.revision_sha256,
    })?;
    tracing::info!(
        window = %permit.window, revision = permit.revision, hosts = permit.hosts.len(),
        updates = permit.updates.len(), approvals = permit.approvals.len(), "permit signed"
    );
    Ok(envelope)
}

fn check_span(permit: &Permit) -> Result<(), Refusal> {
    match permit.not_after.checked_sub(permit.not_before) {
        Some(1..=LONGEST) => Ok(()),
        Some(..=0) => Err(Refusal::PermitSpan(
            "the permit ends before it begins; give the window an end after its start".to_owned(),
        )),
        Some(_) | None => Err(Refusal::PermitSpan(
            "the permit is longer than 7 days; split the window and have each part approved"
                .to_owned(),
        )),
    }
}

fn check_revision(ledger: &Ledger, permit: &Permit) -> Result<(), Refusal> {
    let Some(signed) = ledger.revision(&permit.window) else {
        return Ok(());
    };
    let newer = match permit.revision.cmp(&signed.revision) {
        Ordering::Greater => true,
        Ordering::Equal => permit.revision_sha256 == signed.revision_sha256,
        Ordering::Less => false,
    };
    if newer {
        return Ok(());
    }
    Err(Refusal::RevisionSuperseded {
        window: permit.window.clone(),
        asked: permit.revision,
        signed: signed.revision,
    })
}
