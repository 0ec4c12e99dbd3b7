//! `quiesce-build`: from a source patch to an update module, a report and an unsigned manifest.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    // Usage errors end with 1 as well: 2 says that a patch was refused.
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _closed_output = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    match arguments.run() {
        Ok(status) => status,
        Err(error) => {
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("quiesce-build: {}", chain.join(": "));
            ExitCode::FAILURE
        }
    }
}
