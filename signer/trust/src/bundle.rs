//! The update bundle: one file that holds a signed manifest and the files it names.
//!
//! ```text
//! QUIESCE1\n            9 bytes of magic
//! u32, little endian    length of the envelope
//! envelope              DSSE in JSON, as `serde_json` writes it; its payload is the manifest
//! member, member, …     back to back, in the manifest's order, each of the size and hash that the manifest says
//! ```
//! Nothing follows the last member. Every byte is accounted for: a bundle with any byte changed is refused.

use crate::Digest;
use crate::dsse::{DsseError, Envelope};
use crate::manifest::{MANIFEST_TYPE, MalformedManifest, Manifest, Member, MemberRole, limits};
use crate::root::RoleKeys;

/// The first bytes of every bundle.
pub const MAGIC: &[u8; 9] = b"QUIESCE1\n";

/// Checks a whole bundle against the release keys: the signature first, then the manifest, then every member.
pub fn verify<'a>(bytes: &'a [u8], keys: &RoleKeys) -> Result<VerifiedBundle<'a>, BundleError> {
    if bytes.len() > limits::BUNDLE {
        return Err(BundleError::TooLarge);
    }
    let (envelope_bytes, mut rest) = split_envelope(bytes)?;
    let envelope: Envelope =
        serde_json::from_slice(envelope_bytes).map_err(|_| BundleError::MalformedEnvelope)?;
    let (payload, signers) = envelope.verify_signers(MANIFEST_TYPE, keys)?;

    // What no signature covers (white space, unknown fields, the key hints) must be as our signer writes it.
    let hints_fit = signers
        .iter()
        .zip(&envelope.signatures)
        .all(|(key, signature)| key.is_some_and(|key| key.hint() == signature.keyid));
    let canonical = serde_json::to_vec(&envelope).is_ok_and(|bytes| bytes == envelope_bytes);
    if !hints_fit || !canonical {
        return Err(BundleError::MalformedEnvelope);
    }

    let manifest = Manifest::from_signed_bytes(&payload)?;
    let mut members = Vec::with_capacity(manifest.members.len());
    for member in &manifest.members {
        let size = usize::try_from(member.size).map_err(|_| BundleError::TooLarge)?;
        let (content, after) = rest.split_at_checked(size).ok_or(BundleError::Truncated)?;
        check_member(member, content)?;
        members.push(content);
        rest = after;
    }
    if !rest.is_empty() {
        return Err(BundleError::TrailingBytes { count: rest.len() });
    }
    Ok(VerifiedBundle {
        manifest,
        members,
        digest: Digest::of(bytes),
        envelope,
    })
}

/// Writes a bundle. `members` in the manifest's order; whoever signed the envelope has checked them against it.
pub fn assemble<M: AsRef<[u8]>>(
    envelope: &Envelope,
    members: &[M],
) -> Result<Vec<u8>, BundleError> {
    let envelope = serde_json::to_vec(envelope).map_err(|_| BundleError::MalformedEnvelope)?;
    if envelope.len() > limits::ENVELOPE {
        return Err(BundleError::TooLarge);
    }
    let length = u32::try_from(envelope.len()).map_err(|_| BundleError::TooLarge)?;
    let mut bytes = Vec::with_capacity(
        HEAD + envelope.len() + members.iter().map(|m| m.as_ref().len()).sum::<usize>(),
    );
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&envelope);
    for member in members {
        bytes.extend_from_slice(member.as_ref());
    }
    if bytes.len() > limits::BUNDLE {
        Err(BundleError::TooLarge)
    } else {
        Ok(bytes)
    }
}

/// Checks one file against what the manifest says of it.
pub fn check_member(member: &Member, content: &[u8]) -> Result<(), BundleError> {
    if usize::try_from(member.size) == Ok(content.len()) && Digest::of(content) == member.sha256 {
        Ok(())
    } else {
        Err(BundleError::MemberMismatch {
            name: member.name.clone(),
        })
    }
}

/// A bundle whose every byte has been checked. Only [`verify`] makes one.
#[derive(Debug, Clone)]
pub struct VerifiedBundle<'a> {
    manifest: Manifest,
    members: Vec<&'a [u8]>,
    digest: Digest,
    envelope: Envelope,
}

impl<'a> VerifiedBundle<'a> {
    /// What was signed.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the whole file: what a permit and the log name it by.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The envelope around the manifest.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The files with what the manifest says of them, in order.
    pub fn members(&self) -> impl Iterator<Item = (&Member, &'a [u8])> {
        self.manifest
            .members
            .iter()
            .zip(self.members.iter().copied())
    }

    /// The first file of a role.
    pub fn member(&self, role: MemberRole) -> Option<&'a [u8]> {
        self.members()
            .find(|(member, _)| member.role == role)
            .map(|(_, content)| content)
    }
}

/// Why a bundle is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It does not begin with [`MAGIC`].
    #[error("this is not an update bundle; offer the file that the server hands out")]
    NotABundle,
    /// It ends before its last member does.
    #[error("the bundle ends too early; fetch it again")]
    Truncated,
    /// Over [`limits::BUNDLE`] or [`limits::ENVELOPE`].
    #[error("the bundle is larger than any that we sign; it was not made by our signer")]
    TooLarge,
    /// The envelope is not JSON as our signer writes it.
    #[error("the bundle's envelope is not as our signer writes it; fetch the bundle again")]
    MalformedEnvelope,
    /// The signature was not accepted.
    #[error("the bundle is refused: {0}")]
    Signature(#[from] DsseError),
    /// The signature is good, and still the manifest makes no sense.
    #[error(transparent)]
    MalformedManifest(#[from] MalformedManifest),
    /// A file is not the one that was signed.
    #[error(
        "`{name}` in the bundle is not the file that was signed; fetch the bundle again and report it if it happens twice"
    )]
    MemberMismatch {
        /// Which file.
        name: String,
    },
    /// Something follows the last member.
    #[error("{count} bytes follow the bundle's last member; fetch it again")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
}

impl BundleError {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABundle => "not_a_bundle",
            Self::Truncated => "truncated",
            Self::TooLarge => "too_large",
            Self::MalformedEnvelope => "malformed_envelope",
            Self::Signature(error) => error.code(),
            Self::MalformedManifest(_) => "malformed_manifest",
            Self::MemberMismatch { .. } => "member_mismatch",
            Self::TrailingBytes { .. } => "trailing_bytes",
        }
    }
}

/// Bytes before the envelope.
const HEAD: usize = MAGIC.len() + 4;

/// The envelope's bytes and everything behind them.
fn split_envelope(bytes: &[u8]) -> Result<(&[u8], &[u8]), BundleError> {
    let beginning = &bytes[..bytes.len().min(MAGIC.len())];
    if bytes.is_empty() || !MAGIC.starts_with(beginning) {
        return Err(BundleError::NotABundle);
    }
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or(BundleError::Truncated)?;
    let [.., a, b, c, d] = *head else {
        return Err(BundleError::Truncated);
    };
    let length =
        usize::try_from(u32::from_le_bytes([a, b, c, d])).map_err(|_| BundleError::TooLarge)?;
    if length > limits::ENVELOPE {
        return Err(BundleError::TooLarge);
    }
    rest.split_at_checked(length).ok_or(BundleError::Truncated)
}
