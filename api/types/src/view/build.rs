//! Build requests.

use serde::{Deserialize, Serialize};

use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{Digest, KernelRelease, UpdateId};

use super::audit::AuditRow;
use super::people::PersonRef;
use crate::build::{BuildReport, LogLine};
use crate::ids::BuildRequestId;
use crate::role::{Severity, Urgency};
use crate::state::BuildState;
use crate::time::UnixMillis;

/// A build request in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRow {
    /// Which.
    pub id: BuildRequestId,
    /// The update that it is to become.
    pub update: UpdateId,
    /// One line for people.
    pub title: String,
    /// What kind of change it makes.
    pub kind: UpdateKind,
    /// How bad what it closes is.
    pub severity: Severity,
    /// How soon it is wanted.
    pub urgency: Urgency,
    /// The kernel it is for.
    pub kernel: KernelRelease,
    /// Where it stands.
    pub state: BuildState,
    /// Who asked.
    pub requester: PersonRef,
    /// When.
    pub created_at: UnixMillis,
    /// When it last changed its state.
    pub updated_at: UnixMillis,
}

/// What the form for a new one offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildForm {
    /// Kernels that hosts run or that updates exist for.
    pub kernels: Vec<KernelRelease>,
    /// Whether the viewer may file one.
    pub may_submit: bool,
}

/// A word in the discussion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRow {
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: UnixMillis,
    /// What.
    pub text: String,
}

/// Times and results by which the request went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BuildStory {
    /// Events, oldest first.
    pub events: Vec<AuditRow>,
}

/// One build request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildPage {
    /// The row.
    pub row: BuildRow,
    /// Why it is wanted.
    pub why: String,
    /// Bug references.
    pub bugs: Vec<String>,
    /// CVE names.
    pub cves: Vec<String>,
    /// The source patch; empty for a core module.
    pub patch: String,
    /// What the builder found, once it is done.
    pub report: Option<BuildReport>,
    /// The build log so far.
    pub log: Vec<LogLine>,
    /// The discussion, oldest first.
    pub comments: Vec<CommentRow>,
    /// Who reviewed it.
    pub reviewer: Option<PersonRef>,
    /// SHA-256 of the signed bundle, once released.
    pub bundle: Option<Digest>,
    /// Bytes of the bundle.
    pub bundle_size: Option<u64>,
    /// Index of its `release:` leaf in the log.
    pub log_index: Option<u64>,
    /// What happened, oldest first.
    pub story: BuildStory,
    /// Whether the viewer may accept or reject it now.
    pub may_review: bool,
    /// If the viewer is a release manager who may not: the rule, in a sentence.
    pub review_denied: Option<String>,
    /// Whether the viewer may comment.
    pub may_comment: bool,
}
