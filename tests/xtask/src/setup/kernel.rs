//! The stock kernel: its packages and a tree prepared for compiling single objects, by the builder's own command.

use anyhow::Result;

use super::KERNEL;
use crate::cache::Cache;
use crate::command::{command, run};
use crate::step::Step;

/// Raised when a prepared tree of an older set-up no longer serves.
const LAYOUT: &str = "1";

/// Runs `quiesce-build prepare`.
pub fn ensure(cache: &Cache) -> Result<()> {
    let tree = cache.root().join("kernels").join(KERNEL);
    Step {
        name: "kernel",
        key: &format!("{KERNEL} {LAYOUT}"),
        what: &format!("kernel {KERNEL}: packages, debug symbols, prepared source"),
        expect: "3 to 6 minutes (450 MB)",
    }
    .once(
        cache,
        || tree.is_dir(),
        || {
            run(command("cargo").args([
                "run",
                "--locked",
                "--package",
                "quiesce-build",
                "--bin",
                "quiesce-build",
                "--",
                "prepare",
                "--kernel",
                KERNEL,
            ]))
        },
    )
}
