//! What an update says of itself. The signed part of a bundle: everything else in the bundle is named here by hash.

use serde::{Deserialize, Serialize};

use crate::{BuildId, Digest, KernelRelease, UpdateId};

/// `payloadType` of the DSSE envelope around a [`Manifest`].
pub const MANIFEST_TYPE: &str = "application/vnd.quiesce.manifest.v1+json";

/// What kind of change an update makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    /// Closes a security hole.
    Security,
    /// Mends a fault.
    BugFix,
    /// Watches; changes no behaviour that anyone relies on.
    Diagnostic,
    /// The core module itself, which the others go through.
    Core,
}

/// The kernel that an artifact is for. The build id decides; the release is for people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kernel {
    /// As `uname -r` prints it.
    pub release: KernelRelease,
    /// Of vmlinux.
    pub build_id: BuildId,
}

/// One function that the update replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplacedFunction {
    /// Symbol name.
    pub name: String,
    /// `vmlinux`, or the module it lives in.
    pub object: String,
    /// SHA-256 of the original code as linked, with what a running kernel rewrites set to zero.
    pub original: Digest,
}

/// What a member of the bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// The kernel module, exactly as it is loaded.
    Module,
    /// The source patch that it was built from.
    SourcePatch,
    /// The build's report.
    Report,
    /// The build's provenance statement.
    Provenance,
}

/// One file in the bundle. Members follow the envelope in this order, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// File name, without a folder.
    pub name: String,
    /// What it is.
    pub role: MemberRole,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

/// The signed description of one artifact: one update for one kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Which update.
    pub id: UpdateId,
    /// What kind.
    pub kind: UpdateKind,
    /// One line for people, for example `CVE-2026-46132: rtnetlink leaks kernel stack`.
    pub title: String,
    /// CVE names, if any.
    pub cves: Vec<String>,
    /// The one kernel that it is for.
    pub kernel: Kernel,
    /// ABI between core and update module (`QUIESCE_ABI_VERSION`).
    pub abi: u32,
    /// The update's place in its kernel's series; grows by one a release.
    pub order: u64,
    /// Name of the kernel module, as in `/sys/module`.
    pub module_name: String,
    /// Functions replaced; empty for the core.
    pub functions: Vec<ReplacedFunction>,
    /// The files of the bundle, in order.
    pub members: Vec<Member>,
}

/// Limits that keep a hostile bundle from costing more than a refusal.
pub mod limits {
    /// Bytes of the DSSE envelope.
    pub const ENVELOPE: usize = 1 << 20;
    /// Bytes of one whole bundle.
    pub const BUNDLE: usize = 64 << 20;
    /// Members of one bundle.
    pub const MEMBERS: usize = 16;
}
