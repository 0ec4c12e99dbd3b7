//! The command line: one file a subcommand. Arguments in, a call of the library, an exit status out.

mod core;
mod make;
mod prepare;
mod worker;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use quiesce_build::compare::command as compare;
use quiesce_build::job::Built;
use quiesce_build::kernel::Cache;
use quiesce_build::report::{BuildLog, text};
use quiesce_types::build::Verdict;

/// From a source patch to a kernel update module.
///
/// Exit status: 0 built (`compare`: changed), 3 no change, 2 refused, 1 failed or an error.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build an update module from a source patch.
    Make(make::Make),
    /// Compare two object files function by function.
    Compare(compare::CompareArgs),
    /// Build the core module, which every update goes through.
    Core(core::Core),
    /// Fetch and prepare a kernel now, so that its builds start at once.
    Prepare(prepare::Prepare),
    /// Do build jobs from a folder until stopped.
    Worker(worker::Worker),
}

impl Arguments {
    /// Does what was asked for.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Make(make) => make.run(),
            Command::Compare(arguments) => Ok(compare::run(&arguments)),
            Command::Core(core) => core.run(),
            Command::Prepare(prepare) => prepare.run(),
            Command::Worker(worker) => worker.run(),
        }
    }
}

fn cache() -> anyhow::Result<Cache> {
    Cache::from_environment()
        .context("there is no folder for downloads and kernels: set QUIESCE_CACHE or HOME")
}

/// A log for people, on standard error.
fn stderr_log() -> BuildLog {
    BuildLog::new(Box::new(|line| {
        // Whoever watched may have gone; the build goes on.
        let _nobody_watches = writeln!(std::io::stderr(), "{}", text::log_line(line));
    }))
}

/// Prints the result and gives the exit status that belongs to its verdict.
fn conclude(built: &Built, json: bool) -> anyhow::Result<ExitCode> {
    let printed = if json {
        serde_json::to_string_pretty(&built.result)? + "\n"
    } else {
        text::report(&built.result)
    };
    // The exit status says it too, to a reader that closed the pipe.
    let _nobody_reads = std::io::stdout().write_all(printed.as_bytes());
    Ok(ExitCode::from(match built.result.report.verdict {
        Verdict::Built => 0,
        Verdict::NoChange => 3,
        Verdict::Refused => 2,
        Verdict::Failed => 1,
    }))
}
