//! Starting what was built: tests, demo, benches.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};

use crate::cache::Cache;
use crate::command::{command, run, succeeds};

/// All tests, by nextest where it is there.
pub fn tests(cache: &Cache, arguments: &[String]) -> Result<()> {
    let mut cargo = command("cargo");
    if succeeds(command("cargo").args(["nextest", "--version"])) {
        cargo.args([
            "nextest",
            "run",
            "--locked",
            "--workspace",
            "--no-fail-fast",
        ]);
    } else {
        cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    }
    run(cargo.args(arguments).env("QUIESCE_CACHE", cache.root()))
}

/// The demo takes this process's place, so that Ctrl-C and its exit status are its own.
pub fn demo(cache: &Cache, port: u16) -> Result<()> {
    let mut cargo = command("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "quiesce-tests",
        "--bin",
        "quiesce-demo",
        "--",
        "--port",
        &port.to_string(),
    ]);
    Err(cargo.env("QUIESCE_CACHE", cache.root()).exec()).context("cannot start cargo")
}

/// Ratios, not numbers of one machine.
pub fn bench(cache: &Cache) -> Result<()> {
    run(command("cargo")
        .args([
            "bench",
            "--locked",
            "--profile",
            "dev",
            "--package",
            "quiesce-tests",
        ])
        .env("QUIESCE_CACHE", cache.root()))
}

/// The browser tests' pictures, kept.
pub fn screenshots(cache: &Cache) -> Result<()> {
    let folder = cache.root().join("screenshots");
    run(command("cargo")
        .args([
            "test",
            "--locked",
            "--package",
            "quiesce-tests",
            "--test",
            "browser",
        ])
        .env("QUIESCE_CACHE", cache.root()))?;
    println!("pictures: {}", folder.display());
    Ok(())
}
