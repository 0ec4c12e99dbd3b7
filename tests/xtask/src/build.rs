//! Every program that demo and tests start, and the pages.

use anyhow::Result;

use crate::cache::Cache;
use crate::command::{command, run as execute};
use crate::step::timed;
use crate::wasm;

/// The programs, by package and binary.
const PROGRAMS: [(&str, &str); 5] = [
    ("quiesce-app", "quiesced"),
    ("quiesce-signer", "quiesce-signer"),
    ("quiesce-build", "quiesce-build"),
    ("quiesce-agent", "quiesce"),
    ("quiesce-loader", "quiesce-loader"),
];

/// Builds programs and pages.
pub fn run(cache: &Cache) -> Result<()> {
    programs()?;
    wasm::run(cache)
}

fn programs() -> Result<()> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--locked"]);
    for (package, binary) in PROGRAMS {
        cargo.args(["--package", package, "--bin", binary]);
    }
    timed(
        "programs: server, signer, builder, host (5 to 8 minutes at first)",
        || execute(&mut cargo),
    )
}
