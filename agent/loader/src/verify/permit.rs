//! Is it permitted: this bundle, on this host, now, by people who had a say?

use quiesce_trust::bundle::VerifiedBundle;
use quiesce_trust::dsse::DsseError;
use quiesce_trust::loading::{Permission, Refusal, RefusalCode};
use quiesce_trust::permit::{
    PermitError, PermitQuestion, PermitRefusal, UnixSeconds, verify_permit,
};

use crate::enrolment::Enrolment;
use crate::seen::Seen;
use crate::verify::bundle::signature_code;

/// Checks the director's signature over the permit, and puts the host's question to it.
pub fn permit(
    bundle: &VerifiedBundle<'_>,
    offer: &Permission,
    enrolment: &Enrolment,
    seen: &mut Seen,
    now: UnixSeconds,
) -> Result<(), Refusal> {
    let update = &bundle.manifest().id;
    if &offer.id != update || offer.bundle != bundle.digest() {
        let message = format!(
            "the offer is for update {} in bundle {}, and this is update {update} in bundle {}; no permit names it",
            offer.id,
            offer.bundle.short(),
            bundle.digest().short()
        );
        return Err(Refusal::new(RefusalCode::NoPermit, message));
    }
    let permit = verify_permit(&offer.permit, &enrolment.root.director)
        .map_err(|error| Refusal::new(error_code(&error), error.to_string()))?;
    let question = PermitQuestion {
        host: &enrolment.host,
        update,
        bundle: bundle.digest(),
        window: &offer.window,
        revision: offer.revision,
        revision_sha256: offer.revision_sha256,
        now,
    };
    permit
        .not_older_than(seen.revision(&permit.window))
        .and_then(|()| permit.allows(&question))
        .map_err(|refusal| Refusal::new(refusal_code(&refusal), refusal.to_string()))?;
    seen.note_revision(&permit.window, permit.revision);
    Ok(())
}

fn error_code(error: &PermitError) -> RefusalCode {
    match error {
        PermitError::Signature(DsseError::WrongType { .. } | DsseError::Malformed)
        | PermitError::Malformed(_) => RefusalCode::MalformedOffer,
        PermitError::Signature(error) => signature_code(error),
    }
}

fn refusal_code(refusal: &PermitRefusal) -> RefusalCode {
    match refusal {
        PermitRefusal::OtherWindow { .. } => RefusalCode::PermitOtherWindow,
        PermitRefusal::OtherRevision { .. } => RefusalCode::PermitOtherRevision,
        PermitRefusal::Superseded { .. } => RefusalCode::PermitSuperseded,
        PermitRefusal::OtherHost { .. } => RefusalCode::PermitOtherHost,
        PermitRefusal::OtherUpdate { .. } => RefusalCode::PermitOtherUpdate,
        PermitRefusal::OtherBundle { .. } => RefusalCode::PermitOtherBundle,
        PermitRefusal::TooEarly { .. } => RefusalCode::PermitTooEarly,
        PermitRefusal::Expired { .. } => RefusalCode::PermitExpired,
        PermitRefusal::QuorumMissing(_) => RefusalCode::QuorumMissing,
    }
}
