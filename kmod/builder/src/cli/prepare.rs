//! `quiesce-build prepare`: fetch and prepare a kernel.

use std::process::ExitCode;

use clap::Args;
use quiesce_build::kernel::PreparedKernel;
use quiesce_trust::KernelRelease;

use super::{cache, stderr_log};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Prepare {
    /// The kernel release, as `uname -r` prints it on the hosts.
    #[arg(long)]
    kernel: KernelRelease,
}

impl Prepare {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let kernel = PreparedKernel::obtain(&cache()?, &self.kernel, &stderr_log())?;
        let about = kernel.kernel();
        println!(
            "{} {} build id {}",
            about.release,
            kernel.version(),
            about.build_id
        );
        Ok(ExitCode::SUCCESS)
    }
}
