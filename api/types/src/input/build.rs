//! A wish for an update.

use serde::{Deserialize, Serialize};

use quiesce_trust::KernelRelease;
use quiesce_trust::manifest::UpdateKind;

use crate::role::{Severity, Urgency};

/// Bytes of a source patch.
pub const PATCH_LIMIT: usize = 1 << 20;
/// Characters of a title.
pub const BUILD_TITLE_LIMIT: usize = 160;

/// A build request as it is filed. `kind` is never `core`: the server files those itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBuild {
    /// One line for people, for example `CVE-2026-46132: rtnetlink leaks kernel stack`.
    pub title: String,
    /// Why it is wanted.
    pub why: String,
    /// Bug references, for example `bz#2345678`.
    pub bugs: Vec<String>,
    /// CVE names.
    pub cves: Vec<String>,
    /// What kind of change it makes.
    pub kind: UpdateKind,
    /// How bad what it closes is.
    pub severity: Severity,
    /// How soon it is wanted.
    pub urgency: Urgency,
    /// The kernel it is for.
    pub kernel: KernelRelease,
    /// The source patch, a unified diff against that kernel's source; at most [`PATCH_LIMIT`] bytes.
    pub patch: String,
}
