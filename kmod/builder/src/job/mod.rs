//! One build from beginning to end, and the worker that takes builds from job folders.
//!
//! [`update::build`] is the whole path of an update, [`core::build`] that of a core module. Both give a [`Built`]; neither
//! fails: whatever goes wrong is the report's verdict and reasons.

mod artifact;
mod claim;
pub mod core;
pub mod update;
pub mod worker;

use quiesce_trust::manifest::{Manifest, UpdateKind};
use quiesce_trust::{KernelRelease, UpdateId};
use quiesce_types::build::{BuildJob, BuildReport, BuildResult, Reason, Verdict};

use crate::kernel::PreparedKernel;
use crate::report::BuildLog;
pub use artifact::{WriteError, write};

/// What is to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The update's id.
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

impl From<BuildJob> for Request {
    fn from(job: BuildJob) -> Self {
        let BuildJob {
            id,
            kind,
            title,
            cves,
            kernel,
            order,
        } = job;
        Self {
            id,
            kind,
            title,
            cves,
            kernel,
            order,
        }
    }
}

/// A finished build.
#[derive(Debug)]
pub struct Built {
    /// Report, and manifest where there is a module.
    pub result: BuildResult,
    /// The bundle's members, in the manifest's order, by file name.
    pub members: Vec<(String, Vec<u8>)>,
}

impl Built {
    /// The unsigned manifest, when the verdict is `built`.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.result.manifest.as_ref()
    }
}

/// Why a build ended before there was a module.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It would not be safe, for these reasons.
    Refused(Vec<Reason>),
    /// It cannot be built, or a tool broke.
    Failed(Reason),
    /// The patch changes no code.
    NoChange,
}

impl Stop {
    fn failed(code: &str, message: impl ToString) -> Self {
        Self::Failed(Reason {
            code: code.to_owned(),
            function: None,
            file: None,
            line: None,
            message: message.to_string(),
        })
    }
}

macro_rules! stop_with_code {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Stop {
            fn from(error: $error) -> Self {
                Self::failed(error.code(), error)
            }
        }
    )+};
}

stop_with_code!(
    crate::kernel::KernelError,
    crate::link::LinkError,
    crate::vmlinux::VmlinuxError,
    crate::compare::CompareError,
    crate::patch::PatchError,
);

/// What a report is filled with as the build goes on.
#[derive(Debug, Default)]
struct Findings {
    kernel: Option<PreparedKernel>,
    objects: Vec<String>,
    functions: Vec<quiesce_types::build::FunctionReport>,
}

impl Findings {
    fn report(self, log: &BuildLog, verdict: Verdict, reasons: Vec<Reason>) -> BuildReport {
        let compiler = self
            .kernel
            .as_ref()
            .map(|kernel| kernel.compiler().to_owned());
        BuildReport {
            verdict,
            reasons,
            kernel: self.kernel.as_ref().map(PreparedKernel::kernel),
            objects: self.objects,
            functions: self.functions,
            times: log.times(),
            compiler: compiler.unwrap_or_default(),
        }
    }

    /// A build that ended without a module.
    fn stopped(self, log: &BuildLog, stop: Stop) -> Built {
        let (verdict, reasons) = match stop {
            Stop::Refused(reasons) => (Verdict::Refused, reasons),
            Stop::Failed(reason) => (Verdict::Failed, vec![reason]),
            Stop::NoChange => (Verdict::NoChange, Vec::new()),
        };
        for reason in &reasons {
            log.say("verdict", format!("{}: {}", reason.code, reason.message));
        }
        Built {
            result: BuildResult {
                report: self.report(log, verdict, reasons),
                manifest: None,
            },
            members: Vec::new(),
        }
    }
}
