//! A job folder: the contract of [`quiesce_types::build`]. What the builder wrote is read with limits: it ran other people's
//! patches through a compiler.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use quiesce_trust::manifest::limits::BUNDLE;
use quiesce_trust::manifest::{Member, UpdateKind};
use quiesce_types::build::{BuildJob, BuildReport, BuildResult, LogLine, Reason, Verdict, files};

use crate::db::models::BuildRecord;
use crate::error::ServiceError;
use crate::server::AppState;

/// Bytes of a log.
const LOG: u64 = 8 << 20;
/// Bytes of a result.
const RESULT: u64 = 8 << 20;

/// One job's folder.
pub(super) struct JobFolder {
    path: PathBuf,
}

impl JobFolder {
    /// The folder of a request, named by its update.
    pub fn of(state: &AppState, request: &BuildRecord) -> Result<Self, ServiceError> {
        Ok(Self {
            path: state.config().jobs_dir().join(request.update()?.as_str()),
        })
    }

    /// Writes the job, unless it is there. Made beside and renamed, so that no builder sees half of it.
    pub fn write(&self, request: &BuildRecord) -> Result<(), ServiceError> {
        if self.path.exists() {
            return Ok(());
        }
        let job = BuildJob {
            id: request.update()?,
            kind: request.kind()?,
            title: request.title.clone(),
            cves: request.cves()?,
            kernel: request.kernel()?,
            order: u64::try_from(request.order_number).unwrap_or(0),
        };
        let text = serde_json::to_vec_pretty(&job).map_err(|e| self.failed(&e))?;
        let part = self.path.with_extension("part");
        let make = || -> std::io::Result<()> {
            match fs::remove_dir_all(&part) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
                Ok(()) | Err(_) => fs::create_dir(&part)?,
            }
            fs::write(part.join(files::JOB), &text)?;
            if job.kind != UpdateKind::Core {
                fs::write(part.join(files::PATCH), &request.patch)?;
            }
            fs::rename(&part, &self.path)
        };
        make().map_err(|e| self.failed(&e))
    }

    /// Whether a builder took it.
    pub fn is_claimed(&self) -> bool {
        self.path.join(files::CLAIM).exists() || self.path.join(files::RESULT).exists()
    }

    /// Log lines from this number on; a line that is still being written, or is none of ours, ends them.
    pub fn lines_from(&self, first: u64) -> Result<Vec<LogLine>, ServiceError> {
        let Some(bytes) = self.read(files::LOG, LOG)? else {
            return Ok(Vec::new());
        };
        let whole = bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |end| end + 1);
        let skip = usize::try_from(first).unwrap_or(usize::MAX);
        Ok(bytes[..whole]
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
            .skip(skip)
            .map_while(|line| serde_json::from_slice(line).ok())
            .collect())
    }

    /// The result, once it is there.
    pub fn result(&self) -> Result<Option<BuildResult>, ServiceError> {
        match self.read(files::RESULT, RESULT)? {
            Some(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|e| self.failed(&e)),
            None => Ok(None),
        }
    }

    /// The bytes of a file that the manifest names.
    pub fn member(&self, member: &Member) -> Result<Vec<u8>, ServiceError> {
        let plain = Path::new(&member.name)
            .file_name()
            .is_some_and(|name| name == &*member.name);
        if !plain {
            return Err(self.failed(&format!("`{}` is no file name", member.name)));
        }
        let bytes = self.read(&member.name, BUNDLE as u64)?;
        bytes.ok_or_else(|| self.failed(&format!("the builder left no `{}`", member.name)))
    }

    fn read(&self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, ServiceError> {
        let path = self.path.join(name);
        // A link could point at anything that the server may read.
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() && meta.len() <= limit => {}
            Ok(_) => return Err(self.failed(&format!("`{name}` is no file or too large"))),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(self.failed(&e)),
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&path).map_err(|e| self.failed(&e))?;
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|e| self.failed(&e))?;
        Ok(Some(bytes))
    }

    fn failed(&self, why: &dyn std::fmt::Display) -> ServiceError {
        ServiceError::Machine(format!(
            "the job folder {} is broken: {why}",
            self.path.display()
        ))
    }
}

/// The result of a build whose own result cannot be used.
pub(super) fn broken(why: &str) -> BuildResult {
    let reason = Reason {
        code: "unusable_result".to_owned(),
        function: None,
        file: None,
        line: None,
        message: why.to_owned(),
    };
    BuildResult {
        report: BuildReport {
            verdict: Verdict::Failed,
            reasons: vec![reason],
            kernel: None,
            objects: Vec::new(),
            functions: Vec::new(),
            times: Vec::new(),
            compiler: String::new(),
        },
        manifest: None,
    }
}
