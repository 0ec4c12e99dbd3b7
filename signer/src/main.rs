//! `quiesce-signer`: the only process that opens private keys.
//!
//! It runs as a user of its own, with no network, and answers requests of the server over a Unix socket
//! ([`quiesce_trust::signing`]). It does not sign what it is told to: each request is judged again by its own rules
//! ([`policy`]), by its own record of what it signed before ([`ledger`]) and by its own log ([`log`]). Whoever takes
//! over the server can thus ask, and still gets no permit without approvals in it, no second manifest for an update, and
//! no rewritten log.
//!
//! One folder holds everything (mode 0700):
//! ```text
//! release.key.pem  director.key.pem  log.key.pem     encrypted PKCS#8, 0600            (keys)
//! root.json                                          the public half: what hosts pin   (keys)
//! signed/update-ID-BUILDID.json  window-w-N.json     what was signed, one record each  (ledger)
//! log/leaves  log/checkpoint                         the append-only log               (log)
//! lock                                               held while a signer serves
//! ```
//! Nothing is answered before what it rests on is on disk.

mod cli;
mod keys;
mod ledger;
mod log;
mod policy;
mod refusal;
mod replace;
mod signer;
mod socket;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;

use crate::cli::{Cli, Command, LogCommand, PassphraseSource};

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_tracing(cli.log_json);
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quiesce-signer: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Init {
            dir,
            log_name,
            passphrase,
        } => init(&dir, &log_name, &passphrase),
        Command::Serve {
            dir,
            socket,
            allow_uid,
            passphrase,
        } => {
            let signer = signer::Signer::open(&dir, &passphrase.read()?)?;
            socket::serve(signer, &socket, allow_uid)
        }
        Command::Root { dir } => {
            println!("{}", serde_json::to_string_pretty(&keys::read_root(&dir)?)?);
            Ok(())
        }
        Command::Log {
            command: LogCommand::Verify { dir },
        } => {
            let root = keys::read_root(&dir)?;
            let contents = log::read(&log::folder(&dir), &root.log)?;
            let head = contents.checkpoint.head;
            println!(
                "{}: {} leaves, root {}",
                root.log.name, head.size, head.root
            );
            Ok(())
        }
    }
}

fn init(dir: &Path, log_name: &str, passphrase: &PassphraseSource) -> anyhow::Result<()> {
    let root = keys::make(dir, log_name, &passphrase.read_new()?)?;
    println!(
        "{}",
        serde_json::to_string_pretty(&root).context("the root cannot be written")?
    );
    Ok(())
}

/// To standard error, as systemd's journal wants it. `RUST_LOG` chooses what; `info` unless it is set.
fn start_tracing(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    if json {
        builder.json().init();
    } else {
        builder.with_ansi(false).init();
    }
}
