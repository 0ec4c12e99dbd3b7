//! `quiesce-build worker`: does jobs from a folder.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::Args;
use quiesce_build::job::worker;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::cache;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Worker {
    /// The folder in which the server leaves job folders.
    #[arg(long, value_name = "DIR")]
    jobs: PathBuf,
    /// Do what waits, and end.
    #[arg(long)]
    once: bool,
}

impl Worker {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let filter = tracing_subscriber::EnvFilter::try_from_default_env()
            .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init();
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            // The first asks to end after the job at hand, the second ends at once.
            flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop))?;
            flag::register(signal, Arc::clone(&stop))?;
        }
        worker::run(&cache()?, &self.jobs, self.once, &stop)
            .with_context(|| format!("cannot work on the jobs in {}", self.jobs.display()))?;
        Ok(ExitCode::SUCCESS)
    }
}
