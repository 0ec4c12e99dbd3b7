//! `quiesce`: what an admin types on a host, and the daemon that keeps it up to date.
//!
//! It runs without privileges where it can. It fetches, checks what it fetched, and reports; the one thing it can't do
//! is change the kernel: for that it asks `quiesce-loader`, which believes nothing that it hears from here.

mod check_in;
mod cli;
mod commands;
mod daemon;
mod failure;
mod host;
mod loader;
mod places;
mod screen;
#[cfg(test)]
mod tests;
mod update;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser as _;

use crate::cli::Cli;
use crate::host::Host;
use crate::screen::Screen;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .with_max_level(cli.log_level())
        .init();
    let host = Host {
        places: cli.places.clone().into(),
        clock,
    };
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let mut screen = Screen::new(&mut out, &mut err, cli.json);
    ExitCode::from(commands::run(cli.command, &host, &mut screen).await)
}

/// Seconds since 1970-01-01T00:00:00Z.
fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
