//! The worker: takes jobs from a folder, one at a time, and leaves log and result beside them.
//!
//! A worker that dies leaves its claim behind; the next one sees that its process is gone and does the job again.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use quiesce_trust::manifest::UpdateKind;
use quiesce_types::build::{BuildJob, LogLine, files};

use super::artifact::replace;
use super::claim::{Holder, take, waiting};
use super::{Built, Findings, Request, Stop};
use crate::kernel::Cache;
use crate::patch::SIZE_LIMIT;
use crate::report::BuildLog;

/// Bytes of the largest `job.json` taken.
const JOB_LIMIT: u64 = 64 << 10;
/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// Works on the jobs in `jobs` until `stop` is set; with `once`, until none waits. A job that has begun is finished.
pub fn run(cache: &Cache, jobs: &Path, once: bool, stop: &AtomicBool) -> io::Result<()> {
    fs::create_dir_all(jobs)?;
    let here = Holder::current()?;
    tracing::info!(folder = %jobs.display(), "waiting for build jobs");
    while !stop.load(Ordering::Relaxed) {
        match next(jobs, &here)? {
            Some(folder) => work(cache, &folder)?,
            None if once => return Ok(()),
            None => thread::sleep(INTERVAL),
        }
    }
    Ok(())
}

/// Takes the first job that waits.
fn next(jobs: &Path, here: &Holder) -> io::Result<Option<PathBuf>> {
    let lock = File::create(jobs.join(".workers.lock"))?;
    lock.lock()?;
    for folder in waiting(jobs)? {
        if take(&folder, here)? {
            return Ok(Some(folder));
        }
    }
    Ok(None)
}

/// Does the job in `folder`. An error here is the folder's, and ends the worker; what goes wrong in the build is its result.
fn work(cache: &Cache, folder: &Path) -> io::Result<()> {
    tracing::info!(job = %folder.display(), "build begins");
    let log = open_log(&folder.join(files::LOG))?;
    let built = catch_unwind(AssertUnwindSafe(|| build(cache, folder, &log)));
    let built = built.unwrap_or_else(|_| {
        let stop = Stop::failed(
            "internal",
            "the builder broke; report this with the patch and its log",
        );
        Findings::default().stopped(&log, stop)
    });
    let written = super::write(&built, folder);
    let built = match written {
        Ok(()) => built,
        Err(error) => Findings::default().stopped(&log, Stop::failed("io", error)),
    };
    let result = serde_json::to_vec_pretty(&built.result)?;
    replace(&folder.join(files::RESULT), &result)?;
    tracing::info!(job = %folder.display(), verdict = ?built.result.report.verdict, "build ended");
    Ok(())
}

fn build(cache: &Cache, folder: &Path, log: &BuildLog) -> Built {
    let failed = |stop| Findings::default().stopped(log, stop);
    let job = match read(&folder.join(files::JOB), JOB_LIMIT) {
        Ok(bytes) => bytes,
        Err(error) => {
            return failed(Stop::failed(
                "io",
                format!("job.json cannot be read: {error}"),
            ));
        }
    };
    let job: BuildJob = match serde_json::from_slice(&job) {
        Ok(job) => job,
        Err(error) => {
            return failed(Stop::failed(
                "job_malformed",
                format!("job.json is not a build job: {error}"),
            ));
        }
    };
    let request = Request::from(job);
    match request.kind {
        UpdateKind::Core => super::core::build(cache, &request, None, log),
        UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic => {
            match read(&folder.join(files::PATCH), SIZE_LIMIT as u64) {
                Ok(patch) => super::update::build(cache, &request, &patch, log),
                Err(error) => failed(Stop::failed(
                    "io",
                    format!("source.patch cannot be read: {error}"),
                )),
            }
        }
    }
}

/// A log that is appended to the job's folder line by line. One that a dead worker left is begun anew.
fn open_log(path: &Path) -> io::Result<BuildLog> {
    let file = Mutex::new(File::create(path)?);
    Ok(BuildLog::new(Box::new(move |line: &LogLine| {
        if let (Ok(mut text), Ok(mut file)) = (serde_json::to_vec(line), file.lock()) {
            text.push(b'\n');
            // The log is for people who watch; the result does not depend on it.
            if let Err(error) = file.write_all(&text) {
                tracing::warn!(%error, "the build log cannot be written");
            }
        }
    })))
}

fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use quiesce_types::build::{BuildResult, Verdict};

    use super::*;

    #[test]
    fn every_job_gets_a_result_and_only_one() {
        let root = tempfile::tempdir().unwrap();
        let jobs = root.path().join("jobs");
        let job = |name: &str, text: &str, patch: &str| {
            let folder = jobs.join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(files::PATCH), patch).unwrap();
            fs::write(folder.join(files::JOB), text).unwrap();
        };
        job("1", "{}", "");
        let good = r#"{"id":"abcd1234","kind":"security","title":"t","cves":[],"kernel":"6.1.0-47-cloud-amd64","order":1}"#;
        job(
            "2",
            good,
            "--- a/include/linux/fs.h\n+++ b/include/linux/fs.h\n@@ -1 +1 @@\n-a\n+b\n",
        );
        let cache = Cache::at(root.path().join("cache"));
        run(&cache, &jobs, true, &AtomicBool::new(false)).unwrap();

        let result = |name: &str| -> BuildResult {
            serde_json::from_slice(&fs::read(jobs.join(name).join(files::RESULT)).unwrap()).unwrap()
        };
        let codes = |name: &str| {
            result(name)
                .report
                .reasons
                .into_iter()
                .map(|reason| reason.code)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (result("1").report.verdict, codes("1")),
            (Verdict::Failed, vec!["job_malformed".to_owned()])
        );
        assert_eq!(
            (result("2").report.verdict, codes("2")),
            (Verdict::Refused, vec!["header_change".to_owned()])
        );
        let log = fs::read_to_string(jobs.join("2").join(files::LOG)).unwrap();
        assert!(
            log.lines()
                .all(|line| serde_json::from_str::<LogLine>(line).is_ok())
                && log.contains("header_change")
        );
        assert!(waiting(&jobs).unwrap().is_empty());
    }
}
