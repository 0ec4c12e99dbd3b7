//! The protocol between a host and the server, under `/api/host/v1`. JSON both ways, limits by [`limits`].
//! Every request but enrolment carries `Authorization: Bearer <JWT>`: EdDSA by the host's own key, `iss` and `sub` the
//! host id, `aud` [`AUDIENCE`], and `exp`, `nbf`, `jti` required; valid for at most five minutes, a `jti` only once.

use serde::{Deserialize, Serialize};

use quiesce_trust::dsse::Envelope;
pub use quiesce_trust::loading::Pause;
use quiesce_trust::manifest::{Kernel, UpdateKind};
use quiesce_trust::root::{PublicKey, TrustRoot};
use quiesce_trust::tlog::InclusionProof;
use quiesce_trust::{Digest, HostId, UpdateId, WindowId};

/// The `aud` claim of a host's token.
pub const AUDIENCE: &str = "quiesce-server";

/// Sizes that both sides hold each other to.
pub mod limits {
    /// Bytes of a request or a JSON answer.
    pub const JSON: usize = 1 << 20;
}

/// `POST /enrol`: a host makes itself known. The answer is 201 with [`Enrolled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// The single-use token an admin gave out.
    pub token: String,
    /// Fully qualified host name.
    pub hostname: String,
    /// The key made on the host.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: PublicKey,
    /// Signature of `quiesce-enrol\n<token>\n<hostname>\n` by that key, 128 hex digits: proof of possession.
    pub proof: String,
    /// The kernel that runs.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub kernel: Kernel,
}

/// The answer to [`Enrol`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// The host's id, derived from its key.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub host: HostId,
    /// What the host pins.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub root: TrustRoot,
    /// How often to check in.
    pub poll_seconds: u32,
}

/// An update that the core reports as present in the kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadedUpdate {
    /// Which update.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: UpdateId,
    /// Its title.
    pub title: String,
    /// Whether its functions are in force.
    pub applied: bool,
}

/// `POST /check-in`: what the host is, now. The answer is [`Orders`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// Greater than in any report before; an equal or lower one is a replay and refused with `replayed`.
    pub counter: u64,
    /// The kernel that runs.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub kernel: Kernel,
    /// Version of the core module, if it is loaded.
    pub core: Option<String>,
    /// Updates in the kernel.
    pub loaded: Vec<LoadedUpdate>,
    /// Version of the agent.
    pub agent: String,
}

/// What the server has for a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Orders {
    /// Updates that may be applied now, in the order to apply them. A needed core comes first.
    pub offers: Vec<Offer>,
    /// Released updates for this kernel that the host does not have, whether or not a window covers them yet.
    pub available: Vec<AvailableUpdate>,
    /// Updates an admin wants undone here.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub undo: Vec<UpdateId>,
    /// When to come again.
    pub poll_seconds: u32,
}

/// One update offered inside an open window, with all that a host needs to judge it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// Which update.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: UpdateId,
    /// What kind.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: UpdateKind,
    /// Its title.
    pub title: String,
    /// SHA-256 of the bundle; fetched from `GET /bundles/<hex>`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bundle: Digest,
    /// Bytes of the bundle.
    pub size: u64,
    /// The window.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub window: WindowId,
    /// The window's revision.
    pub revision: u32,
    /// SHA-256 of that revision.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub revision_sha256: Digest,
    /// The signed permit ([`quiesce_trust::permit::Permit`]).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub permit: Envelope,
    /// That the release is in the log: leaf `release:<bundle hex>` (see [`quiesce_trust::tlog`]).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub release_proof: InclusionProof,
    /// That the permit is in the log: leaf `permit:<hex of the SHA-256 of the envelope's payload>`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub permit_proof: InclusionProof,
}

/// A released update for the host's kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailableUpdate {
    /// Which update.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: UpdateId,
    /// What kind.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: UpdateKind,
    /// Its title.
    pub title: String,
}

/// `POST /reports`: how one update went. The answer is 204.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// As in [`CheckIn::counter`], from the same sequence.
    pub counter: u64,
    /// The window it was for; none for what an admin did by hand on the host.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub window: Option<WindowId>,
    /// Which update.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub update: UpdateId,
    /// What happened.
    pub outcome: Outcome,
}

/// What happened on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The bundle is there and verified.
    Downloaded,
    /// The loader has it.
    Applying,
    /// The kernel runs it.
    Applied {
        /// How long all CPUs stood still, by part.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pause: Pause,
    },
    /// A thread was inside a replaced function each time it was tried; will be tried again.
    Busy {
        /// Which threads, for people.
        tasks: Vec<String>,
    },
    /// It could not be applied; the kernel is as it was.
    Failed {
        /// A code of the loader's or the core's closed lists.
        code: String,
        /// A sentence.
        message: String,
    },
    /// It was undone.
    Undone {
        /// How long all CPUs stood still, by part.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pause: Pause,
    },
}

/// Any refusal: status 4xx or 5xx with this body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Machine code, for example `unknown_token`, `replayed`, `host_pending`.
    pub code: String,
    /// A sentence that says what to do next.
    pub message: String,
}
