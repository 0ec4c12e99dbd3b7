//! Build requests, updates, artifacts.

use diesel::prelude::*;

use quiesce_trust::manifest::{Kernel, Manifest, UpdateKind};
use quiesce_trust::{Digest, KernelRelease, UpdateId};
use quiesce_types::build::BuildReport;
use quiesce_types::{BuildState, Severity, UpdateState, Urgency};

use crate::db::Found;
use crate::db::schema::{artifacts, build_comments, build_requests, updates};
use crate::db::stored::{from_json, parsed};

/// The word of a kind of update, as in JSON.
pub(crate) fn kind_word(kind: UpdateKind) -> &'static str {
    match kind {
        UpdateKind::Security => "security",
        UpdateKind::BugFix => "bug_fix",
        UpdateKind::Diagnostic => "diagnostic",
        UpdateKind::Core => "core",
    }
}

fn kind(word: &str) -> Found<UpdateKind> {
    from_json(&format!("\"{word}\""))
}

/// A row of `build_requests`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = build_requests)]
pub(crate) struct BuildRecord {
    pub id: i64,
    pub update_id: String,
    pub title: String,
    pub why: String,
    pub bugs: String,
    pub cves: String,
    pub kind: String,
    pub severity: String,
    pub urgency: String,
    pub kernel_release: String,
    pub order_number: i64,
    pub patch: String,
    pub state: String,
    pub requester_id: i64,
    pub reviewer_id: Option<i64>,
    pub report: Option<String>,
    pub manifest: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

impl BuildRecord {
    pub fn update(&self) -> Found<UpdateId> {
        parsed(&self.update_id)
    }

    pub fn kind(&self) -> Found<UpdateKind> {
        kind(&self.kind)
    }

    pub fn severity(&self) -> Found<Severity> {
        parsed(&self.severity)
    }

    pub fn urgency(&self) -> Found<Urgency> {
        parsed(&self.urgency)
    }

    pub fn state(&self) -> Found<BuildState> {
        parsed(&self.state)
    }

    pub fn kernel(&self) -> Found<KernelRelease> {
        parsed(&self.kernel_release)
    }

    pub fn cves(&self) -> Found<Vec<String>> {
        from_json(&self.cves)
    }

    pub fn bugs(&self) -> Found<Vec<String>> {
        from_json(&self.bugs)
    }

    pub fn report(&self) -> Found<Option<BuildReport>> {
        self.report.as_deref().map(from_json).transpose()
    }

    pub fn manifest(&self) -> Found<Option<Manifest>> {
        self.manifest.as_deref().map(from_json).transpose()
    }
}

/// A row of `build_comments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = build_comments)]
pub(crate) struct CommentRecord {
    pub id: i64,
    pub request_id: i64,
    pub person_id: i64,
    pub text: String,
    pub at: i64,
}

/// A row of `updates`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = updates)]
pub(crate) struct UpdateRecord {
    pub id: String,
    pub request_id: i64,
    pub title: String,
    pub kind: String,
    pub severity: String,
    pub cves: String,
    pub order_number: i64,
    pub state: String,
    pub released_at: i64,
}

impl UpdateRecord {
    pub fn id(&self) -> Found<UpdateId> {
        parsed(&self.id)
    }

    pub fn kind(&self) -> Found<UpdateKind> {
        kind(&self.kind)
    }

    pub fn severity(&self) -> Found<Severity> {
        parsed(&self.severity)
    }

    pub fn state(&self) -> Found<UpdateState> {
        parsed(&self.state)
    }

    pub fn cves(&self) -> Found<Vec<String>> {
        from_json(&self.cves)
    }
}

/// A row of `artifacts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = artifacts)]
pub(crate) struct ArtifactRecord {
    pub id: i64,
    pub update_id: String,
    pub kernel_release: String,
    pub kernel_build_id: String,
    pub bundle_sha256: String,
    pub size: i64,
    pub manifest: String,
    pub leaf_index: i64,
}

impl ArtifactRecord {
    pub fn kernel(&self) -> Found<Kernel> {
        Ok(Kernel {
            release: parsed(&self.kernel_release)?,
            build_id: parsed(&self.kernel_build_id)?,
        })
    }

    pub fn bundle(&self) -> Found<Digest> {
        parsed(&self.bundle_sha256)
    }

    pub fn manifest(&self) -> Found<Manifest> {
        from_json(&self.manifest)
    }
}
