//! `make lint`: formatting, clippy for host and browser, the architecture's rules, licences and sources.

use anyhow::Result;

use crate::architecture;
use crate::cache::Cache;
use crate::command::{command, run as execute, succeeds};
use crate::setup::wasm_target::{TARGET, WasmToolchain};
use crate::step::timed;

/// Runs them all; the first that fails stops it.
pub fn run(cache: &Cache) -> Result<()> {
    timed("formatting", || {
        execute(command("cargo").args(["fmt", "--all", "--check"]))
    })?;
    timed("clippy, host", || {
        execute(command("cargo").args([
            "clippy",
            "--locked",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    timed("clippy, browser", || clippy_browser(cache))?;
    timed("architecture", || architecture::run(cache))?;
    timed("licences, bans, sources", || deny(cache))
}

fn clippy_browser(cache: &Cache) -> Result<()> {
    match WasmToolchain::find(cache)? {
        WasmToolchain::Rustup => execute(command("cargo").args([
            "clippy",
            "--locked",
            "--quiet",
            "--package",
            "quiesce-app",
            "--lib",
            "--no-default-features",
            "--features",
            "hydrate",
            "--target",
            TARGET,
            "--",
            "-D",
            "warnings",
        ])),
        WasmToolchain::Folder(_) => {
            println!("  skipped: Debian's compiler for WebAssembly comes without clippy");
            Ok(())
        }
    }
}

fn deny(cache: &Cache) -> Result<()> {
    let tool = cache.bin().join("cargo-deny");
    let tool = tool.display().to_string();
    execute(command(&tool).args([
        "--log-level",
        "error",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]))?;
    // The advisory database is a git repository, which not every network lets through.
    if succeeds(command("timeout").args(["60", &tool, "fetch", "db"])) {
        execute(command(&tool).args([
            "--log-level",
            "error",
            "check",
            "--disable-fetch",
            "advisories",
        ]))
    } else {
        println!("  skipped: advisories, because the RustSec database cannot be reached from here");
        Ok(())
    }
}
