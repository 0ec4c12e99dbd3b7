//! Stands in for `quiesce-build`, which compiles kernels: does what the job folder's contract says, with bytes for a module.

use std::fs;
use std::path::PathBuf;

use quiesce_trust::Digest;
use quiesce_trust::manifest::{Kernel, Manifest, Member, MemberRole, ReplacedFunction, UpdateKind};
use quiesce_types::build::{BuildJob, BuildReport, BuildResult, LogLine, Reason, Verdict, files};

use super::world::kernel;

/// A builder for one folder of jobs.
pub struct Builder {
    pub jobs: PathBuf,
}

impl Builder {
    /// The jobs that nobody has taken.
    pub fn open_jobs(&self) -> Vec<BuildJob> {
        let mut jobs: Vec<BuildJob> = fs::read_dir(&self.jobs)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| !path.join(files::CLAIM).exists())
            .map(|path| serde_json::from_slice(&fs::read(path.join(files::JOB)).unwrap()).unwrap())
            .collect();
        jobs.sort_by_key(|job| job.order);
        jobs
    }

    /// Takes a job.
    pub fn claim(&self, job: &BuildJob) {
        fs::write(self.path(job).join(files::CLAIM), "test").unwrap();
    }

    /// Adds to the log.
    pub fn log(&self, job: &BuildJob, lines: &[(&str, &str)]) {
        let path = self.path(job).join(files::LOG);
        let mut text = fs::read_to_string(&path).unwrap_or_default();
        for (step, said) in lines {
            let line = LogLine {
                ms: 1,
                step: (*step).into(),
                text: (*said).into(),
                percent: None,
            };
            text += &serde_json::to_string(&line).unwrap();
            text.push('\n');
        }
        fs::write(path, text).unwrap();
    }

    /// Ends a job with a module.
    pub fn build(&self, job: &BuildJob) {
        self.claim(job);
        self.log(job, &[("compile", "compiled"), ("link", "linked")]);
        let result = self.result(job);
        self.finish(job, &result);
    }

    /// What a good build of the job leaves, with the module in place.
    pub fn result(&self, job: &BuildJob) -> BuildResult {
        let module = format!("module of {}", job.id).into_bytes();
        let name = "update.ko".to_owned();
        fs::write(self.path(job).join(&name), &module).unwrap();
        let functions = match job.kind {
            UpdateKind::Core => Vec::new(),
            UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic => {
                vec![ReplacedFunction {
                    name: "do_sys_openat2".into(),
                    object: "vmlinux".into(),
                    original: Digest::of(b"original"),
                }]
            }
        };
        let manifest = Manifest {
            id: job.id.clone(),
            kind: job.kind,
            title: job.title.clone(),
            cves: job.cves.clone(),
            kernel: Kernel {
                release: job.kernel.clone(),
                ..kernel()
            },
            abi: 1,
            order: job.order,
            module_name: format!("quiesce_{}", job.id),
            functions,
            members: vec![Member {
                name,
                role: MemberRole::Module,
                size: module.len() as u64,
                sha256: Digest::of(&module),
            }],
        };
        BuildResult {
            report: report(Verdict::Built, vec![]),
            manifest: Some(manifest),
        }
    }

    /// Ends a job without one.
    pub fn refuse(&self, job: &BuildJob, verdict: Verdict, code: &str) {
        self.claim(job);
        let reason = Reason {
            code: code.into(),
            function: None,
            file: None,
            line: None,
            message: format!("It was refused: {code}."),
        };
        self.finish(
            job,
            &BuildResult {
                report: report(verdict, vec![reason]),
                manifest: None,
            },
        );
    }

    /// Writes the result as the contract says: by rename.
    pub fn finish(&self, job: &BuildJob, result: &BuildResult) {
        let path = self.path(job);
        fs::write(path.join("part"), serde_json::to_vec(result).unwrap()).unwrap();
        fs::rename(path.join("part"), path.join(files::RESULT)).unwrap();
    }

    pub fn path(&self, job: &BuildJob) -> PathBuf {
        self.jobs.join(job.id.as_str())
    }
}

fn report(verdict: Verdict, reasons: Vec<Reason>) -> BuildReport {
    BuildReport {
        verdict,
        reasons,
        kernel: Some(kernel()),
        objects: vec!["fs/open.o".into()],
        functions: vec![],
        times: vec![],
        compiler: "gcc".into(),
    }
}
