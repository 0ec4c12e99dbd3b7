//! Is it signed, every byte of it?

use quiesce_trust::bundle::{BundleError, VerifiedBundle, verify};
use quiesce_trust::dsse::DsseError;
use quiesce_trust::loading::{Refusal, RefusalCode};
use quiesce_trust::manifest::{Manifest, UpdateKind};
use quiesce_trust::root::TrustRoot;

/// Checks the release keys' signature over the manifest, and every member against the manifest.
pub fn bundle<'a>(bytes: &'a [u8], root: &TrustRoot) -> Result<VerifiedBundle<'a>, Refusal> {
    let bundle = verify(bytes, &root.release)
        .map_err(|error| Refusal::new(bundle_code(&error), error.to_string()))?;
    let manifest = bundle.manifest();
    if manifest.module_name == expected_module(manifest) {
        return Ok(bundle);
    }
    let message = format!(
        "the bundle's module calls itself `{}` where {} belongs; tell its release manager",
        manifest.module_name,
        expected_module(manifest)
    );
    Err(Refusal::new(RefusalCode::MalformedBundle, message))
}

/// What a signature's refusal is in our list.
pub fn signature_code(error: &DsseError) -> RefusalCode {
    match error {
        DsseError::BadSignature => RefusalCode::BadSignature,
        DsseError::UnknownKey => RefusalCode::UnknownKey,
        DsseError::TooFewSignatures { .. } => RefusalCode::TooFewSignatures,
        DsseError::TooLarge => RefusalCode::TooLarge,
        DsseError::WrongType { .. } | DsseError::Malformed => RefusalCode::MalformedBundle,
        DsseError::UnusableRoot => RefusalCode::NotEnrolled,
    }
}

fn bundle_code(error: &BundleError) -> RefusalCode {
    match error {
        BundleError::Signature(error) => signature_code(error),
        BundleError::MemberMismatch { .. } => RefusalCode::MemberMismatch,
        BundleError::TooLarge => RefusalCode::TooLarge,
        BundleError::NotABundle
        | BundleError::Truncated
        | BundleError::MalformedEnvelope
        | BundleError::MalformedManifest(_)
        | BundleError::TrailingBytes { .. } => RefusalCode::MalformedBundle,
    }
}

/// Modules are unloaded by name, so a manifest may name no other module than its own.
fn expected_module(manifest: &Manifest) -> String {
    match manifest.kind {
        UpdateKind::Core => "quiesce".to_owned(),
        UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic => {
            format!("quiesce_{}", manifest.id)
        }
    }
}
