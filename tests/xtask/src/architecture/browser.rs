//! The shared crates compile for the browser, without the app around them.

use anyhow::Result;

use crate::cache::Cache;
use crate::command::{command, run};
use crate::setup::wasm_target::{TARGET, WasmToolchain};

/// `cargo check` of the crates that server, host and browser share.
pub fn check(cache: &Cache) -> Result<()> {
    let toolchain = WasmToolchain::find(cache)?;
    run(toolchain.apply(command("cargo").args([
        "check",
        "--locked",
        "--quiet",
        "--package",
        "quiesce-types",
        "--package",
        "quiesce-trust",
        "--target",
        TARGET,
    ])))
}
