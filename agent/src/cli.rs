//! The command line: every word an admin can type.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};
use quiesce_client::ServerUrl;
use quiesce_trust::UpdateId;
use tracing::Level;

const AFTER_HELP: &str = "\
Exit status:
  0  done, or nothing to do
  1  the machinery failed (files, privileges)
  2  wrong usage
  3  refused: not signed, not permitted, or not in the log
  4  refused: this host or its kernel is the wrong place, or the host is not enrolled
  5  busy: a thread was inside a function that is replaced; try again
  6  refused by the kernel or by the core module
  7  the server does not answer, or refused

With --json every command prints one object. What failed is {\"error\": {\"code\", \"message\", \"tasks\"}}; the keys of
each success are in the command's own --help.";

/// Keeps a running kernel up to date without a reboot.
#[derive(Debug, Parser)]
#[command(name = "quiesce", version, after_help = AFTER_HELP, arg_required_else_help = true)]
pub struct Cli {
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more on standard error
    #[arg(long, short, global = true)]
    pub verbose: bool,
    #[command(flatten)]
    pub places: PlaceArgs,
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// A command speaks on standard output and says only what is wrong beside it; the daemon has nothing but its log.
    pub fn log_level(&self) -> Level {
        match self.command {
            _ if self.verbose => Level::DEBUG,
            Command::Daemon { .. } => Level::INFO,
            Command::Enrol(_)
            | Command::Upgrade { .. }
            | Command::Show { .. }
            | Command::Remove { .. }
            | Command::Uname { .. }
            | Command::Status
            | Command::Apply { .. }
            | Command::Undo { .. } => Level::WARN,
        }
    }
}

/// Where things are on this host.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Places")]
pub struct PlaceArgs {
    /// Key, trust root and server address
    #[arg(long, global = true, default_value = "/etc/quiesce")]
    pub config_dir: PathBuf,
    /// What was fetched, and the counter of reports
    #[arg(long, global = true, default_value = "/var/lib/quiesce")]
    pub state_dir: PathBuf,
    /// Where sysfs is mounted
    #[arg(long, global = true, default_value = "/sys")]
    pub sysfs: PathBuf,
    /// The loader's socket; without it the loader is started directly, which only root can use
    #[arg(long, global = true, default_value = "/run/quiesce/loader.sock")]
    pub loader_socket: PathBuf,
    /// The loader's program [default: quiesce-loader beside this program]
    #[arg(long, global = true)]
    pub loader: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make this host known to a server and pin what it trusts
    ///
    /// JSON: host, server, hostname, root_version.
    Enrol(EnrolArgs),
    /// Keep this host up to date until told to stop
    Daemon {
        /// One round only: check in, do what is ordered, report
        #[arg(long)]
        once: bool,
    },
    /// Install every update that is permitted now; without -y only say what would be done
    ///
    /// JSON: steps [{action, id, title}], done (how many of them), effective_kernel.
    Upgrade {
        /// Do it
        #[arg(long, short)]
        yes: bool,
    },
    /// List the updates in this kernel
    ///
    /// JSON: installed [{id, title, state}], available [{id, title, kind, offered}] with --available, effective_kernel.
    Show {
        /// List what the server has for this kernel, too
        #[arg(long)]
        available: bool,
    },
    /// Take updates out of the kernel
    ///
    /// JSON: steps [{action, id, title}], done (how many of them), effective_kernel.
    #[command(group(ArgGroup::new("which").required(true)))]
    Remove {
        /// The update
        #[arg(group = "which")]
        id: Option<UpdateId>,
        /// All of them, the newest first
        #[arg(long, group = "which")]
        all: bool,
    },
    /// Print the effective kernel version: the running release and, once updates are applied, `+q` and the highest
    /// order among them
    ///
    /// JSON: release, effective_kernel, and with -a also sysname, hostname, version, machine.
    Uname {
        /// The version alone, which is also what is printed without it
        #[arg(long, short, conflicts_with = "all")]
        release: bool,
        /// All that uname -a prints
        #[arg(long, short)]
        all: bool,
    },
    /// Say how this host stands; for monitoring: exit status 7 when the server was not reached in three polls
    ///
    /// JSON: enrolled, host, server, server_reachable, last_check_in (seconds since 1970), problem, window, core,
    /// installed, available, effective_kernel.
    Status,
    /// Apply one bundle from a file (for emergencies and tests)
    ///
    /// JSON: id, now, pause, effective_kernel.
    Apply {
        /// The bundle
        file: PathBuf,
        /// The server's offer that permits it [default: the one from the last check-in]
        #[arg(long)]
        offer: Option<PathBuf>,
        /// Verify and match only; the kernel stays as it is
        #[arg(long)]
        check_only: bool,
    },
    /// Put the original functions back in force; the module stays loaded (for emergencies and tests)
    ///
    /// JSON: id, now, pause, effective_kernel.
    Undo {
        /// The update
        id: UpdateId,
    },
}

/// What enrolment needs.
#[derive(Debug, Args)]
pub struct EnrolArgs {
    /// The server's or the site proxy's address; http:// only to loopback and private IP addresses
    #[arg(long)]
    pub server: ServerUrl,
    /// The single-use token an admin gave out
    #[arg(long, env = "QUIESCE_TOKEN", hide_env_values = true)]
    pub token: String,
    /// Fully qualified name of this host [default: the kernel's host name]
    #[arg(long)]
    pub hostname: Option<String>,
}
