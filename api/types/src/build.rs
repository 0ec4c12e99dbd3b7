//! What the server and the builder say to each other: a job folder holds `job.json` and, for an update,
//! `source.patch`; the builder adds `log.jsonl` while it works and, last and by rename, `result.json` beside the files that it names.

use serde::{Deserialize, Serialize};

use quiesce_trust::manifest::{Kernel, Manifest, UpdateKind};
use quiesce_trust::{KernelRelease, UpdateId};

/// File names inside a job folder.
pub mod files {
    /// [`super::BuildJob`].
    pub const JOB: &str = "job.json";
    /// The source patch.
    pub const PATCH: &str = "source.patch";
    /// One [`super::LogLine`] a line, appended while the builder works.
    pub const LOG: &str = "log.jsonl";
    /// [`super::BuildResult`], written last.
    pub const RESULT: &str = "result.json";
    /// Made by the builder that took the job; holds its host name and process id.
    pub const CLAIM: &str = "claim";
}

/// What is to be built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildJob {
    /// The update's id, given by the server.
    pub id: UpdateId,
    /// Core module or update.
    pub kind: UpdateKind,
    /// One line for people.
    pub title: String,
    /// CVE names, if any.
    pub cves: Vec<String>,
    /// For this kernel.
    pub kernel: KernelRelease,
    /// The update's place in its kernel's series.
    pub order: u64,
}

/// A line of the build log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Milliseconds since the job began.
    pub ms: u64,
    /// Which step, for example `fetch`, `prepare`, `compile`, `compare`, `extract`, `link`.
    pub step: String,
    /// What happened.
    pub text: String,
    /// How far the step is, 0 to 100, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
}

/// How a build ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A module was made.
    Built,
    /// The patch compiles to the same code: nothing to do.
    NoChange,
    /// The builder judged the patch unsafe to apply to a running kernel.
    Refused,
    /// It did not apply or compile, or a tool broke.
    Failed,
}

/// One reason for a refusal or failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable machine code, for example `data_changed`, `no_ftrace_site`, `init_code`, `patch_does_not_apply`.
    pub code: String,
    /// Function or symbol, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Source file, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Source line, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// A sentence for people that says what to do next.
    pub message: String,
}

/// What the comparison found of one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionChange {
    /// Its code, or read-only data it refers to, differs.
    Changed,
    /// It is not in the original.
    New,
    /// It is not in the patched object any more (inlined or deleted).
    Gone,
}

/// One function in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionReport {
    /// Symbol name.
    pub name: String,
    /// What became of it.
    pub change: FunctionChange,
    /// Object file, relative to the kernel tree, for example `net/core/rtnetlink.o`.
    pub object: String,
    /// Source file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Bytes of code before, 0 for a new one.
    pub old_size: u64,
    /// Bytes of code after, 0 for one that is gone.
    pub new_size: u64,
    /// What a reviewer should know, for example `a string it prints differs; the code is the same`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// How long a step took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTime {
    /// As in [`LogLine::step`].
    pub step: String,
    /// Milliseconds.
    pub ms: u64,
}

/// The build's report: what reviewers read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildReport {
    /// How it ended.
    pub verdict: Verdict,
    /// Why, when it was refused or failed.
    pub reasons: Vec<Reason>,
    /// The kernel with its build id, once it is known.
    pub kernel: Option<Kernel>,
    /// Objects compiled, relative to the kernel tree.
    pub objects: Vec<String>,
    /// Functions changed, new and gone.
    pub functions: Vec<FunctionReport>,
    /// Times by step, in order.
    pub times: Vec<StepTime>,
    /// The compiler's own version line.
    pub compiler: String,
}

/// The builder's last word on a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildResult {
    /// The report.
    pub report: BuildReport,
    /// The unsigned manifest when the verdict is `built`; its members are files in the job folder.
    pub manifest: Option<Manifest>,
}
