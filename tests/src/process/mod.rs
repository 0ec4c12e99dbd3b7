//! Programs that run beside us and are gone when we are.
//!
//! Three nets, because each has a hole: dropping ends the program and all that it started (its process group); the
//! kernel kills it when we die without dropping (`setpriv --pdeathsig`, prctl(2)); Ctrl-C ends what is registered.

mod port;
mod registry;
mod starter;

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

pub use port::free_port;
pub use registry::end_all;

/// How long a program gets to end by itself.
const GRACE: Duration = Duration::from_secs(5);

/// A program that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    group: Pid,
    log: PathBuf,
}

impl Running {
    /// Starts `program`; what it prints goes to the file `log`.
    pub fn start(
        name: &str,
        program: &Path,
        set_up: impl FnOnce(&mut Command),
        log: &Path,
    ) -> Result<Self> {
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        // Without QEMU's and others' libc calls of our own: setpriv(1) is part of util-linux, on every Debian.
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "--"])
            .arg(program)
            .process_group(0);
        set_up(&mut command);
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        let child = starter::spawn(command).with_context(|| format!("cannot start {name}"))?;
        let group = i32::try_from(child.id())
            .ok()
            .and_then(Pid::from_raw)
            .context("no process id")?;
        registry::add(group);
        Ok(Self {
            name: name.to_owned(),
            child,
            group,
            log: log.to_owned(),
        })
    }

    /// Everything that it printed so far.
    pub fn printed(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Waits until `ready` says so. Fails with what was printed last when the program ends or the time is over.
    pub fn wait_until(
        &mut self,
        limit: Duration,
        mut ready: impl FnMut(&Self) -> bool,
    ) -> Result<()> {
        let begin = Instant::now();
        while !ready(self) {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "{} ended with {status}. It said:\n{}",
                    self.name,
                    self.last_lines()
                );
            }
            if begin.elapsed() > limit {
                bail!(
                    "{} was not ready after {} s. It said:\n{}",
                    self.name,
                    limit.as_secs(),
                    self.last_lines()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The end of its output, for error messages.
    fn last_lines(&self) -> String {
        let printed = self.printed();
        let lines: Vec<&str> = printed.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn end(&mut self) {
        let _gone_already = kill_process_group(self.group, Signal::TERM);
        let begin = Instant::now();
        while begin.elapsed() < GRACE && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // The rest of the group as well, if the program left some behind.
        let _gone_already = kill_process_group(self.group, Signal::KILL);
        let _reaped = self.child.wait();
        registry::remove(self.group);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs a program to its end and returns what it printed; a failure carries its messages.
pub fn run(program: &Path, set_up: impl FnOnce(&mut Command)) -> Result<String> {
    let mut command = Command::new(program);
    set_up(&mut command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{} {:?} ended with {}: {}",
            program.display(),
            command.get_args(),
            output.status,
            said.trim()
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_ends_the_program_and_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut running = Running::start(
            "sh",
            Path::new("/bin/sh"),
            |command| {
                command.args(["-c", "sleep 1000 & echo $!; wait"]);
            },
            &log,
        )
        .unwrap();
        running
            .wait_until(Duration::from_secs(10), |it| it.printed().ends_with('\n'))
            .unwrap();
        let sleeper = Path::new("/proc").join(running.printed().trim());
        assert!(sleeper.exists());
        drop(running);
        let begin = Instant::now();
        while sleeper.exists() && begin.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let state = fs::read_to_string(sleeper.join("stat")).unwrap_or_default();
        assert!(
            state.is_empty() || state.contains(") Z "),
            "still runs: {state}"
        );
    }

    #[test]
    fn a_program_outlives_the_thread_that_asked_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let asked = std::thread::spawn(move || {
            let sleep = |command: &mut Command| {
                command.arg("1000");
            };
            Running::start("sleep", Path::new("/bin/sleep"), sleep, &log).unwrap()
        });
        let mut running = asked.join().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        assert!(running.child.try_wait().unwrap().is_none());
    }

    #[test]
    fn a_program_that_ends_early_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let mut running = Running::start(
            "sh",
            Path::new("/bin/sh"),
            |command| {
                command.args(["-c", "echo no such database >&2; exit 4"]);
            },
            &folder.path().join("log"),
        )
        .unwrap();
        let error = running
            .wait_until(Duration::from_secs(10), |_| false)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("exit status: 4") && error.contains("no such database"),
            "{error}"
        );
    }
}
