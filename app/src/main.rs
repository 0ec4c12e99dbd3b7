//! `quiesced`: the server of Quiesce, and the commands that set it up.

use std::process::ExitCode;

use clap::Parser;
use quiesce_app::command::Command;

/// Rebootless kernel patching: the server, and the commands that set it up.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quiesced: {error:#}");
            ExitCode::FAILURE
        }
    }
}
