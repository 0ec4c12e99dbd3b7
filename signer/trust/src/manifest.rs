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

/// A manifest that says something that no update can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the manifest is malformed: {0}; build the update again")]
pub struct MalformedManifest(pub String);

impl Manifest {
    /// The bytes that are signed: the JSON that `serde_json` writes, fields in the order of this type. A verifier
    /// never calls this: it judges the bytes that it received.
    pub fn to_signed_bytes(&self) -> Result<Vec<u8>, MalformedManifest> {
        self.check()?;
        serde_json::to_vec(self).map_err(|e| MalformedManifest(e.to_string()))
    }

    /// Parses bytes whose signature has been verified, and checks what the types alone can't say.
    pub fn from_signed_bytes(bytes: &[u8]) -> Result<Self, MalformedManifest> {
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|e| MalformedManifest(e.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The rules that a manifest keeps beyond its types.
    pub fn check(&self) -> Result<(), MalformedManifest> {
        let refuse = |why: String| Err(MalformedManifest(why));
        if !is_title(&self.title) {
            return refuse(format!(
                "its title must be one line of 1 to {} characters",
                limits::TITLE
            ));
        }
        if let Some(cve) = self.cves.iter().find(|cve| !is_cve(cve)) {
            return refuse(format!("`{}` is not a CVE name", cve.escape_debug()));
        }
        if !is_module_name(&self.module_name) {
            return refuse(format!(
                "a module's name has 1 to {} characters of a-z, A-Z, 0-9 and _",
                limits::MODULE_NAME
            ));
        }
        if self.kind == UpdateKind::Core && !self.functions.is_empty() {
            return refuse("the core replaces no function".to_owned());
        }
        if self.members.len() > limits::MEMBERS {
            return refuse(format!("more than {} members", limits::MEMBERS));
        }
        if self
            .members
            .iter()
            .filter(|m| m.role == MemberRole::Module)
            .count()
            != 1
        {
            return refuse("exactly one member must be the kernel module".to_owned());
        }
        for (place, member) in self.members.iter().enumerate() {
            if !is_file_name(&member.name) {
                return refuse(format!(
                    "`{}` is not a file name",
                    member.name.escape_debug()
                ));
            }
            if self.members[..place]
                .iter()
                .any(|earlier| earlier.name == member.name)
            {
                return refuse(format!("two members are called `{}`", member.name));
            }
        }
        Ok(())
    }
}

/// One line without control characters: it is printed on terminals.
fn is_title(text: &str) -> bool {
    (1..=limits::TITLE).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn is_cve(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.len() <= 32
        && text
            .strip_prefix("CVE-")
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(year, number)| year.len() == 4 && digits(year) && digits(number))
}

fn is_module_name(text: &str) -> bool {
    (1..=limits::MODULE_NAME).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A plain name: nothing in it can lead out of the folder that it is unpacked into.
fn is_file_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with('.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'))
}

/// Limits that keep a hostile bundle from costing more than a refusal.
pub mod limits {
    /// Bytes of the DSSE envelope.
    pub const ENVELOPE: usize = 1 << 20;
    /// Bytes of one whole bundle.
    pub const BUNDLE: usize = 64 << 20;
    /// Members of one bundle.
    pub const MEMBERS: usize = 16;
    /// Signatures of one envelope.
    pub const SIGNATURES: usize = 16;
    /// Characters of a title.
    pub const TITLE: usize = 256;
    /// Bytes of a kernel module's name: the kernel's `MODULE_NAME_LEN` on 64 bits, less its final zero.
    pub const MODULE_NAME: usize = 55;
}
