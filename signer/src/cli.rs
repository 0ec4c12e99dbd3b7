//! The command line. A passphrase is never an argument: arguments are there for everybody to see in `ps`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use zeroize::Zeroizing;

/// Environment variable that a passphrase may be given in.
const PASSPHRASE_VARIABLE: &str = "QUIESCE_SIGNER_PASSPHRASE";
/// Bytes of a passphrase file that are read.
const PASSPHRASE_LIMIT: u64 = 4096;
/// Bytes of a new passphrase, at least.
const PASSPHRASE_MINIMUM: usize = 8;

/// Keeps the keys of a Quiesce site and signs with them: updates, permits and the log.
#[derive(Debug, Parser)]
#[command(
    name = "quiesce-signer",
    version,
    after_help = "Examples:\n  \
        quiesce-signer init --dir /var/lib/quiesce-signer/site --log-name patches.example.org/log --passphrase-file /root/pass\n  \
        quiesce-signer serve --dir /var/lib/quiesce-signer/site --socket /run/quiesce-signer/socket --passphrase-file /root/pass --allow-uid 990\n  \
        quiesce-signer root --dir /var/lib/quiesce-signer/site > root.json\n  \
        quiesce-signer log verify --dir /var/lib/quiesce-signer/site\n\n\
        Exit status: 0 done; 1 refused or failed, with the reason on standard error; 2 wrong usage."
)]
pub struct Cli {
    /// Write the journal as JSON, an object a line.
    #[arg(long, global = true)]
    pub log_json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the keys of a new site: release, director and log, encrypted under a passphrase. Prints the trust root.
    ///
    /// All or nothing: the folder is complete, or it is not there. An existing one is never written over.
    #[command(
        after_help = "Example:\n  quiesce-signer init --dir ./keys --log-name patches.example.org/log --passphrase-file ./pass"
    )]
    Init {
        /// Folder to make. Its parent must exist; keep it on a disk that honours fsync.
        #[arg(long)]
        dir: PathBuf,
        /// The log's name, for example patches.example.org/log. Hosts pin it: it can't be changed later.
        #[arg(long)]
        log_name: String,
        #[command(flatten)]
        passphrase: PassphraseSource,
    },
    /// Serve requests on a Unix socket until SIGTERM or Ctrl-C.
    ///
    /// Only this process's own user may connect, and root, and the users named by --allow-uid.
    #[command(
        after_help = "Example:\n  QUIESCE_SIGNER_PASSPHRASE=... quiesce-signer serve --dir ./keys --socket ./signer.socket"
    )]
    Serve {
        /// Folder made by init.
        #[arg(long)]
        dir: PathBuf,
        /// Socket to make: mode 0600, or 0660 (this process's group) when --allow-uid is given.
        #[arg(long)]
        socket: PathBuf,
        /// User id that may connect too: the server's. May be repeated.
        #[arg(long, value_name = "UID")]
        allow_uid: Vec<u32>,
        #[command(flatten)]
        passphrase: PassphraseSource,
    },
    /// Print the trust root: the public keys that hosts pin. Needs no passphrase.
    #[command(after_help = "Example:\n  quiesce-signer root --dir ./keys > root.json")]
    Root {
        /// Folder made by init.
        #[arg(long)]
        dir: PathBuf,
    },
    /// Look at the log. Needs no passphrase.
    Log {
        /// What to look at.
        #[command(subcommand)]
        command: LogCommand,
    },
}

/// What to look at in the log.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Hash every leaf again and compare with the signed checkpoint. Changes nothing; may run beside serve.
    #[command(after_help = "Example:\n  quiesce-signer log verify --dir ./keys")]
    Verify {
        /// Folder made by init.
        #[arg(long)]
        dir: PathBuf,
    },
}

/// Where the passphrase comes from.
#[derive(Debug, Args)]
pub struct PassphraseSource {
    /// File with the passphrase in its first line, not readable by others. Else it is taken from the environment
    /// variable QUIESCE_SIGNER_PASSPHRASE.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
    /// The passphrase of keys that exist.
    pub fn read(&self) -> anyhow::Result<Zeroizing<String>> {
        let passphrase = match &self.passphrase_file {
            Some(path) => read_first_line(path)
                .with_context(|| format!("the passphrase file {} is of no use", path.display()))?,
            None => Zeroizing::new(std::env::var(PASSPHRASE_VARIABLE).with_context(|| {
                format!("give --passphrase-file, or set {PASSPHRASE_VARIABLE}")
            })?),
        };
        if passphrase.is_empty() {
            bail!("the passphrase is empty");
        }
        Ok(passphrase)
    }

    /// The passphrase for new keys: of some length.
    pub fn read_new(&self) -> anyhow::Result<Zeroizing<String>> {
        let passphrase = self.read()?;
        if passphrase.len() < PASSPHRASE_MINIMUM {
            bail!("a passphrase has at least {PASSPHRASE_MINIMUM} bytes; choose a longer one");
        }
        Ok(passphrase)
    }
}

fn read_first_line(path: &std::path::Path) -> anyhow::Result<Zeroizing<String>> {
    use std::io::Read as _;
    let file = std::fs::File::open(path)?;
    // Group bits are left alone: systemd's credentials are readable through an ACL, which shows up there.
    if file.metadata()?.permissions().mode() & 0o007 != 0 {
        bail!("others may read it; run `chmod o= FILE`");
    }
    let mut text = Zeroizing::new(String::new());
    file.take(PASSPHRASE_LIMIT).read_to_string(&mut text)?;
    Ok(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
