//! Where set-up put things: see `make help`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// The stock kernel that everything here runs on.
pub const KERNEL: &str = "6.1.0-47-cloud-amd64";

/// A real fix that set-up made from two source packages.
pub const SECURITY_FIX: &str = "CVE-2026-46132";

/// The one folder of downloads and builds.
pub fn folder() -> Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("QUIESCE_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|base| base.join("quiesce")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/quiesce")))
        .context("neither QUIESCE_CACHE nor HOME is set")
}

/// A program of ours, as `make build` left it.
pub fn program(name: &str) -> Result<PathBuf> {
    // Tests and demo are built into the same folder as the programs: target/debug/deps/story-… or target/debug/quiesce-demo.
    let own = std::env::current_exe()?;
    let found = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    found.with_context(|| format!("{name} is not built: run `make build`"))
}

/// The pages' static files: `<target>/site`.
pub fn site_root() -> Result<PathBuf> {
    let program = program("quiesced")?;
    let target = program
        .ancestors()
        .nth(2)
        .context("the program lies in no folder")?;
    let root = target.join("site");
    ensure!(
        root.join("pkg/quiesce_bg.wasm").is_file(),
        "the pages are not built: run `make build`"
    );
    Ok(root)
}

/// The security fix's patch.
pub fn security_fix() -> Result<String> {
    let path = folder()?
        .join("fixes")
        .join(format!("{SECURITY_FIX}.patch"));
    std::fs::read_to_string(&path)
        .with_context(|| format!("{} is not there: run `make setup`", path.display()))
}

/// The diagnostic patch: the kernel logs process, pid and file name at each `open()`.
pub fn diagnostic_patch() -> Result<String> {
    let path = checkout().join("kmod/builder/tests/patches/log-opens.patch");
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// The checkout's root.
pub fn checkout() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
