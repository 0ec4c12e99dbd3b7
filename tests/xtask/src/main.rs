//! What the Makefile calls: set-up, builds, lint, architecture, tests.
//!
//! Few dependencies on purpose: this is compiled before anything else can be.

mod architecture;
mod build;
mod cache;
mod command;
mod lint;
mod run;
mod setup;
mod step;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use cache::Cache;

/// The project's tasks. `make help` lists the ones that people use.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the packages of the distribution do not bring: wasm target, tools, kernel.
    Setup,
    /// Build every program, and the pages' WebAssembly.
    Build,
    /// Build the pages' WebAssembly, and print its size.
    Wasm,
    /// Check who depends on whom, and the shape of the files.
    Architecture,
    /// Formatting, clippy, architecture, licences.
    Lint,
    /// All tests.
    Test {
        /// Passed on to the test runner, for example a filter.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The whole story on two virtual machines.
    Demo {
        /// Where the server listens on 127.0.0.1.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Measure, and print ratios.
    Bench,
    /// Every page, light and dark, wide and narrow, into the cache.
    Screenshots,
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> Result<()> {
    let cache = Cache::locate()?;
    match task {
        Task::Setup => setup::run(&cache),
        Task::Build => build::run(&cache),
        Task::Wasm => wasm::run(&cache),
        Task::Architecture => architecture::run(&cache),
        Task::Lint => lint::run(&cache),
        Task::Test { arguments } => run::tests(&cache, &arguments),
        Task::Demo { port } => run::demo(&cache, port),
        Task::Bench => run::bench(&cache),
        Task::Screenshots => run::screenshots(&cache),
    }
}
