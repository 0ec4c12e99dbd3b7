//! Runs an outside program (make, dpkg, apt-get, patch) with a time limit, and keeps the end of what it said.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Finished {
    /// Whether its exit status was 0.
    pub success: bool,
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// The last [`OUTPUT_LIMIT`] bytes of standard output and error together.
    pub output: String,
}

impl Finished {
    /// The output for a report: whole, or its first and last lines where it is long. Compilers say what is wrong first,
    /// make says last where it stopped.
    pub fn excerpt(&self) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        match (
            lines.get(..EXCERPT),
            lines.get(lines.len().saturating_sub(EXCERPT)..),
        ) {
            (Some(first), Some(last)) if lines.len() > 2 * EXCERPT => {
                format!(
                    "{}\n[{} lines left out]\n{}",
                    first.join("\n"),
                    lines.len() - 2 * EXCERPT,
                    last.join("\n")
                )
            }
            (_, _) => lines.join("\n"),
        }
    }
}

/// Lines shown from either end of a long output.
const EXCERPT: usize = 15;

/// Why a program could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It could not be started.
    #[error("cannot start `{program}`: {source}. Install it, or put it on the PATH")]
    Start {
        /// Program name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ran past its limit and was killed with everything that it had started.
    #[error(
        "`{program}` did not end within {limit:?} and was stopped; the machine may be overloaded: try again"
    )]
    TimeLimit {
        /// Program name.
        program: String,
        /// The limit.
        limit: Duration,
    },
    /// Waiting for it or reading its output failed.
    #[error("lost track of `{program}`: {source}")]
    Lost {
        /// Program name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Bytes of output kept: the end, where compilers say what went wrong.
pub const OUTPUT_LIMIT: u64 = 64 << 10;

/// Runs `command` until it ends or `limit` has passed. Its output goes to a file without a name, so that a program
/// that talks much cannot block or fill memory.
pub fn run(command: &mut Command, limit: Duration) -> Result<Finished, CommandError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let lost = |source| CommandError::Lost {
        program: program.clone(),
        source,
    };
    let mut said = tempfile::tempfile().map_err(lost)?;
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(said.try_clone().map_err(lost)?)
        .stderr(said.try_clone().map_err(lost)?)
        .process_group(0);
    let mut child = command.spawn().map_err(|source| CommandError::Start {
        program: program.clone(),
        source,
    })?;
    let deadline = Instant::now() + limit;
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait().map_err(lost)? {
            let output = tail(&mut said).map_err(lost)?;
            return Ok(Finished {
                success: status.success(),
                code: status.code(),
                output,
            });
        }
        if Instant::now() >= deadline {
            stop_group(child.id());
            child.wait().map_err(lost)?;
            return Err(CommandError::TimeLimit { program, limit });
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

fn stop_group(leader: u32) {
    if let Some(group) = i32::try_from(leader)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // It may have ended this instant; there is nothing to do about a group that is gone.
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

fn tail(file: &mut File) -> std::io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(OUTPUT_LIMIT)))?;
    let mut bytes = Vec::new();
    file.take(OUTPUT_LIMIT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_output_and_exit_code() {
        let ended = run(
            Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]),
            Duration::from_secs(10),
        );
        let ended = ended.unwrap();
        assert_eq!(
            (ended.success, ended.code, ended.output.as_str()),
            (false, Some(3), "out\nerr\n")
        );
    }

    #[test]
    fn an_excerpt_has_both_ends() {
        let output = |count: usize| {
            (0..count)
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        };
        let excerpt = |count| {
            Finished {
                success: false,
                code: None,
                output: output(count),
            }
            .excerpt()
        };
        assert_eq!(excerpt(3), "0\n1\n2");
        assert!(excerpt(30).ends_with("28\n29") && !excerpt(30).contains("left out"));
        assert!(excerpt(31).contains("14\n[1 lines left out]\n16"));
    }

    #[test]
    fn stops_what_runs_too_long() {
        let began = Instant::now();
        let ended = run(
            Command::new("sh").args(["-c", "sleep 60 & sleep 60"]),
            Duration::from_millis(50),
        );
        assert!(matches!(ended, Err(CommandError::TimeLimit { .. })));
        assert!(began.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn names_the_program_that_is_missing() {
        let ended = run(
            &mut Command::new("no-such-program-here"),
            Duration::from_secs(1),
        );
        assert!(
            ended
                .unwrap_err()
                .to_string()
                .contains("no-such-program-here")
        );
    }
}
