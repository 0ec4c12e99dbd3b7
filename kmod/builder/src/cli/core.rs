//! `quiesce-build core`: the core module for a kernel.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use quiesce_build::job::{Request, core, write};
use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{Digest, KernelRelease, UpdateId};

use super::{cache, conclude, stderr_log};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Core {
    /// The kernel release, as `uname -r` prints it on the hosts.
    #[arg(long)]
    kernel: KernelRelease,
    /// Folder for quiesce.ko, report.json and manifest.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The artifact's id, 8 characters of a-z and 0-9 [default: from the release's SHA-256]
    #[arg(long)]
    id: Option<UpdateId>,
    /// The artifact's place in its kernel's series.
    #[arg(long, default_value_t = 0)]
    order: u64,
    /// Folder with `core/` and `include/`, in place of the sources inside this program.
    #[arg(long, value_name = "DIR")]
    core_source: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Core {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let of_release = Digest::of(self.kernel.as_str().as_bytes()).to_hex();
        let request = Request {
            id: match self.id {
                Some(id) => id,
                None => of_release.get(..8).unwrap_or_default().parse()?,
            },
            kind: UpdateKind::Core,
            title: format!("Quiesce core for {}", self.kernel),
            cves: Vec::new(),
            kernel: self.kernel,
            order: self.order,
        };
        let built = core::build(
            &cache()?,
            &request,
            self.core_source.as_deref(),
            &stderr_log(),
        );
        write(&built, &self.out)?;
        conclude(&built, self.json)
    }
}
