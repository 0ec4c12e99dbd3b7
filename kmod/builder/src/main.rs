//! `quiesce-build`: the builder's command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use quiesce_build::kernel::{Cache, PreparedKernel};
use quiesce_build::report::BuildLog;
use quiesce_trust::KernelRelease;

/// From a source patch to an update module.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch and prepare a kernel, so that later builds start at once.
    Prepare {
        /// As `uname -r` prints it on the hosts.
        #[arg(long)]
        kernel: KernelRelease,
    },
    /// Build the core module for a kernel.
    Core {
        /// As `uname -r` prints it on the hosts.
        #[arg(long)]
        kernel: KernelRelease,
        /// Where to put the module.
        #[arg(long)]
        out: PathBuf,
        /// Folder with `core/` and `include/` to use in place of the embedded sources.
        #[arg(long)]
        core_source: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let cache = Cache::from_environment().context("set HOME or QUIESCE_CACHE")?;
    let log = BuildLog::new(Box::new(|line| {
        eprintln!("{:>7} ms  {:<8} {}", line.ms, line.step, line.text);
    }));
    match Arguments::parse().command {
        Command::Prepare { kernel } => {
            PreparedKernel::obtain(&cache, &kernel, &log)?;
        }
        Command::Core {
            kernel,
            out,
            core_source,
        } => {
            let kernel = PreparedKernel::obtain(&cache, &kernel, &log)?;
            let core =
                quiesce_build::link::core::obtain(&cache, &kernel, core_source.as_deref(), &log)?;
            std::fs::create_dir_all(&out)?;
            std::fs::write(out.join("quiesce.ko"), &core.module)?;
            std::fs::copy(&core.symvers, out.join("Module.symvers"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
