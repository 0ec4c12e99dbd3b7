//! `quiesce-loader`: the only program of ours with the right to load kernel modules, and therefore a small one.
//!
//! It has no network. It is asked ([`quiesce_trust::loading`]) by the unprivileged fetcher or by an admin, believes
//! neither, and verifies everything itself: the bundle's signature, the permit, the log, the kernel. It does so over
//! bytes in a sealed memory file that nobody can change any more, and hands those bytes to the kernel.

mod apply;
mod core_sysfs;
mod enrolment;
mod kernel;
mod sealed;
mod seen;
mod serve;
#[cfg(test)]
mod tests;
mod undo;
mod verify;

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Answer, Ask, LINE_LIMIT, Permission};

use crate::enrolment::Places;
use crate::kernel::RunningKernel;
use crate::serve::Loader;

/// Verifies updates and loads them into the running kernel.
#[derive(Parser)]
#[command(version, after_help = EXIT_STATUS)]
struct Cli {
    #[command(flatten)]
    places: PlaceArgs,
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
The answer is one line of JSON on standard output.

Exit status:
  0  done
  1  the machinery failed (files, privileges)
  2  wrong usage
  3  refused: not signed, not permitted, or not in the log
  4  refused: this host or its kernel is the wrong place
  5  busy: a thread was inside a function that is replaced; try again
  6  refused by the kernel or by the core module";

#[derive(Args)]
struct PlaceArgs {
    /// The trust root that was pinned when this host enrolled
    #[arg(long, global = true, default_value = "/etc/quiesce/root.json")]
    root: PathBuf,
    /// The file with this host's id
    #[arg(long, global = true, default_value = "/etc/quiesce/host.id")]
    host_id: PathBuf,
    /// Where the loader remembers the newest it has seen
    #[arg(long, global = true, default_value = "/var/lib/quiesce-loader")]
    state_dir: PathBuf,
    /// Where sysfs is mounted
    #[arg(long, global = true, default_value = "/sys")]
    sysfs: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Verify a bundle, load it and put its functions in force
    Apply {
        /// The bundle
        #[arg(long)]
        bundle: PathBuf,
        /// The server's offer that permits it, in JSON
        #[arg(long)]
        offer: Option<PathBuf>,
        /// Verify and match only; the kernel stays as it is
        #[arg(long)]
        check_only: bool,
    },
    /// Put the original functions back in force
    Undo {
        /// The update
        id: UpdateId,
    },
    /// Undo, and unload the update's module
    Remove {
        /// The update
        id: UpdateId,
    },
    /// Answer one request from standard input, as the socket unit starts it
    Serve,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(answer) => finish(&answer),
        Err(error) => {
            eprintln!("quiesce-loader: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Answer> {
    let PlaceArgs {
        root,
        host_id,
        state_dir,
        sysfs,
    } = cli.places;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("the clock is before 1970")?;
    let loader = Loader {
        places: Places {
            root,
            host_id,
            state_dir,
            sysfs,
        },
        kernel: RunningKernel,
        now: i64::try_from(now.as_secs()).context("the clock is beyond reason")?,
    };
    let answer = match cli.command {
        Command::Apply {
            bundle,
            offer,
            check_only,
        } => {
            let offer = offer.as_deref().map(read_offer).transpose()?;
            let file = File::open(&bundle).with_context(|| bundle.display().to_string())?;
            let bundle_size = file.metadata()?.len();
            loader.answer(
                Ask::Apply {
                    offer,
                    bundle_size,
                    check_only,
                },
                file,
            )
        }
        Command::Undo { id } => loader.answer(Ask::Undo { id }, io::empty()),
        Command::Remove { id } => loader.answer(Ask::Remove { id }, io::empty()),
        Command::Serve => loader.answer_one(io::stdin().lock()),
    };
    Ok(answer)
}

fn read_offer(path: &Path) -> anyhow::Result<Box<Permission>> {
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LINE_LIMIT as u64).read_to_end(&mut text))
        .with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not an offer of the server", path.display()))
}

/// Prints the answer, repeats a refusal in words for the journal, and chooses the exit status.
fn finish(answer: &Answer) -> ExitCode {
    let status = match answer {
        Answer::Done { .. } => 0,
        Answer::Refused(refusal) => {
            eprintln!("quiesce-loader: {}: {}", refusal.code, refusal.message);
            refusal.code.class().exit_status()
        }
    };
    let mut out = io::stdout().lock();
    let written = serde_json::to_writer(&mut out, answer).is_ok() && writeln!(out).is_ok();
    ExitCode::from(if written { status } else { 1 })
}
