//! Whose job it is: the file `claim` in the job's folder, made by the worker that took it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use quiesce_types::build::files;

/// A process, so that it is not taken for another that got its number later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    host: String,
    pid: u32,
    /// Clock ticks from boot to the process's start (`/proc/PID/stat`, field 22).
    started: u64,
}

impl Holder {
    /// This process.
    pub fn current() -> io::Result<Self> {
        let pid = std::process::id();
        let started =
            started(pid).ok_or_else(|| io::Error::other("/proc/self/stat cannot be read"))?;
        let host = fs::read_to_string("/proc/sys/kernel/hostname")?
            .trim()
            .to_owned();
        Ok(Self { host, pid, started })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let host = words.next()?.to_owned();
        Some(Self {
            host,
            pid: words.next()?.parse().ok()?,
            started: words.next()?.parse().ok()?,
        })
    }

    /// Whether it is known to have ended. One on another host never is: its folder may be shared over a network.
    fn has_ended(&self, here: &Self) -> bool {
        self.host == here.host && started(self.pid) != Some(self.started)
    }
}

/// Takes the job in `folder` for `here`: `true` when it is ours. A claim whose holder has ended is taken over; the
/// caller holds the jobs folder's lock, so that two workers cannot both do that.
pub(super) fn take(folder: &Path, here: &Holder) -> io::Result<bool> {
    let path = folder.join(files::CLAIM);
    match fs::read_to_string(&path) {
        Ok(text) => {
            // A claim without a whole line was being written when its worker died.
            if Holder::parse(&text).is_some_and(|holder| holder == *here || !holder.has_ended(here))
            {
                return Ok(false);
            }
            fs::remove_file(&path)?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    writeln!(file, "{} {} {}", here.host, here.pid, here.started)?;
    file.sync_all()?;
    Ok(true)
}

/// The folders of `jobs` that wait for a worker, by name.
pub(super) fn waiting(jobs: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(jobs)? {
        let folder = entry?.path();
        if folder.join(files::JOB).is_file() && !folder.join(files::RESULT).exists() {
            folders.push(folder);
        }
    }
    folders.sort();
    Ok(folders)
}

fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything; fields count from behind it. Field 3 is the first there.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(22 - 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_taken_once_and_taken_over_from_the_dead() {
        let folder = tempfile::tempdir().unwrap();
        let here = Holder::current().unwrap();
        assert!(take(folder.path(), &here).unwrap());
        assert!(!take(folder.path(), &here).unwrap());

        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        let claim = folder.path().join(files::CLAIM);
        fs::write(&claim, format!("{} {pid} 1\n", here.host)).unwrap();
        assert!(take(folder.path(), &here).unwrap(), "its holder has ended");

        fs::write(&claim, "another-host 1 1\n").unwrap();
        assert!(
            !take(folder.path(), &here).unwrap(),
            "nobody knows what another host does"
        );
    }

    #[test]
    fn only_unfinished_jobs_wait() {
        let jobs = tempfile::tempdir().unwrap();
        for (name, made) in [
            ("b", &["job.json"][..]),
            ("a", &["job.json"]),
            ("done", &["job.json", "result.json"]),
            ("new", &[]),
        ] {
            fs::create_dir(jobs.path().join(name)).unwrap();
            for file in made {
                fs::write(jobs.path().join(name).join(file), "{}").unwrap();
            }
        }
        let names: Vec<_> = waiting(jobs.path())
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a", "b"]);
    }
}
