//! Does the public log know of the release and of the permit? What is not there can't be hidden from an auditor later.

use quiesce_trust::bundle::VerifiedBundle;
use quiesce_trust::loading::{Permission, Refusal, RefusalCode};
use quiesce_trust::root::TrustRoot;
use quiesce_trust::tlog::{Checkpoint, CheckpointError, ProofError, leaf};

use crate::seen::Seen;

/// Checks both inclusion proofs, and that the newer of their checkpoints is no step back.
///
/// Of the two checkpoints only the newer one is compared with what was seen: the release may have been proved earlier.
pub fn log(
    bundle: &VerifiedBundle<'_>,
    offer: &Permission,
    root: &TrustRoot,
    seen: &mut Seen,
) -> Result<(), Refusal> {
    let permit_leaf = leaf::permit(&offer.permit)
        .map_err(|error| Refusal::new(RefusalCode::MalformedOffer, error.to_string()))?;
    let release = offer
        .release_proof
        .verify(&leaf::release(bundle.digest()), &root.log);
    let release = release.map_err(|error| refusal("release", &error))?;
    let permit = offer.permit_proof.verify(&permit_leaf, &root.log);
    let permit = permit.map_err(|error| refusal("permit", &error))?;
    seen.admit_log(newer(release, permit).head)
}

fn newer(a: Checkpoint, b: Checkpoint) -> Checkpoint {
    if a.head.size > b.head.size { a } else { b }
}

fn refusal(what: &str, error: &ProofError) -> Refusal {
    let code = match error {
        ProofError::NotIncluded => RefusalCode::NotInLog,
        ProofError::NotConsistent { .. } => RefusalCode::LogRewritten,
        ProofError::Checkpoint(error) => match error {
            CheckpointError::Malformed(_) => RefusalCode::MalformedOffer,
            CheckpointError::OtherLog { .. } | CheckpointError::UnknownKey => {
                RefusalCode::UnknownKey
            }
            CheckpointError::BadSignature => RefusalCode::BadSignature,
        },
    };
    Refusal::new(code, format!("the {what}'s proof is refused: {error}"))
}
