//! `quiesce-build make`: a source patch becomes an update module.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use quiesce_build::job::{Request, update, write};
use quiesce_build::patch::SIZE_LIMIT;
use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{Digest, KernelRelease, UpdateId};

use super::{cache, conclude, stderr_log};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Make {
    /// The kernel release, as `uname -r` prints it on the hosts.
    #[arg(long)]
    kernel: KernelRelease,
    /// The source patch: a unified diff against Debian's source of that kernel.
    #[arg(long, value_name = "FILE")]
    patch: PathBuf,
    /// Folder for the module, report.json, manifest.json and the patch.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The update's id, 8 characters of a-z and 0-9 [default: from the patch's SHA-256]
    #[arg(long)]
    id: Option<UpdateId>,
    /// One line for people [default: the patch's file name]
    #[arg(long)]
    title: Option<String>,
    /// A CVE that it closes; may be given more than once.
    #[arg(long = "cve", value_name = "CVE")]
    cves: Vec<String>,
    /// security, bug_fix or diagnostic.
    #[arg(long, default_value = "security", value_parser = kind)]
    kind: UpdateKind,
    /// The update's place in its kernel's series.
    #[arg(long, default_value_t = 1)]
    order: u64,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

fn kind(text: &str) -> Result<UpdateKind, String> {
    match text {
        "security" => Ok(UpdateKind::Security),
        "bug_fix" | "bug-fix" => Ok(UpdateKind::BugFix),
        "diagnostic" => Ok(UpdateKind::Diagnostic),
        other => Err(format!("`{other}` is not security, bug_fix or diagnostic")),
    }
}

impl Make {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let patch = read_patch(&self.patch)?;
        let name = self
            .patch
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let request = Request {
            id: match self.id {
                Some(id) => id,
                None => Digest::of(&patch)
                    .to_hex()
                    .get(..8)
                    .unwrap_or_default()
                    .parse()?,
            },
            kind: self.kind,
            title: self.title.unwrap_or(name),
            cves: self.cves,
            kernel: self.kernel,
            order: self.order,
        };
        let built = update::build(&cache()?, &request, &patch, &stderr_log());
        write(&built, &self.out)?;
        conclude(&built, self.json)
    }
}

fn read_patch(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut patch = Vec::new();
    let file =
        File::open(path).with_context(|| format!("cannot open the patch {}", path.display()))?;
    // One byte more than allowed, so that the parser sees that it is too large.
    file.take(SIZE_LIMIT as u64 + 1)
        .read_to_end(&mut patch)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(patch)
}
