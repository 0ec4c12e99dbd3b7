//! The standard library for WebAssembly: from rustup where it can be had, else built from Debian's source of it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::command::{command, read, run, succeeds};
use crate::step::Step;

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Which compiler builds for the browser.
pub enum WasmToolchain {
    /// The one in use, with the target installed.
    Rustup,
    /// A folder that rustup takes for a toolchain.
    Folder(PathBuf),
}

impl WasmToolchain {
    /// The one that [`ensure`] has made ready.
    pub fn find(cache: &Cache) -> Result<Self> {
        if !debian_is_asked_for() && rustup_has_it() {
            return Ok(Self::Rustup);
        }
        let folder = folder(cache);
        if !folder.join("bin/rustc").exists() {
            bail!("no compiler for {TARGET} is there: run `make setup`");
        }
        Ok(Self::Folder(folder))
    }

    /// Lets a cargo command use it.
    pub fn apply<'a>(&self, cargo: &'a mut Command) -> &'a mut Command {
        match self {
            Self::Rustup => cargo,
            Self::Folder(folder) => cargo.env("RUSTUP_TOOLCHAIN", folder),
        }
    }
}

/// Makes the target available.
pub fn ensure(cache: &Cache) -> Result<()> {
    if !debian_is_asked_for() {
        if rustup_has_it() {
            return Ok(());
        }
        eprintln!("• Rust's standard library for WebAssembly: 10 seconds from rustup, once");
        // A short limit: where rustup's server cannot be reached, its own retries take minutes.
        if succeeds(command("timeout").args(["60", "rustup", "target", "add", TARGET]))
            && rustup_has_it()
        {
            return Ok(());
        }
        eprintln!("  rustup cannot fetch it from here; it is built from Debian's source instead");
    }
    let folder = folder(cache);
    Step {
        name: "wasm-sysroot",
        key: &sysroot()?.display().to_string(),
        what: "Rust's standard library for WebAssembly, from Debian's rustc-web",
        expect: "2 to 4 minutes (170 MB)",
    }
    .once(
        cache,
        || folder.join("bin/rustc").exists(),
        || build(cache, &folder),
    )
}

/// `QUIESCE_WASM=debian` takes the second way even where the first one is open; for testing set-up.
fn debian_is_asked_for() -> bool {
    std::env::var_os("QUIESCE_WASM").is_some_and(|way| way == "debian")
}

fn rustup_has_it() -> bool {
    sysroot().is_ok_and(|root| root.join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn sysroot() -> Result<PathBuf> {
    let printed = read(command("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(String::from_utf8(printed)?.trim()))
}

fn folder(cache: &Cache) -> PathBuf {
    cache.toolchain().join("wasm")
}

/// Builds std with Debian's compiler, and lays a toolchain folder around it.
fn build(cache: &Cache, folder: &Path) -> Result<()> {
    install_debian_compiler()?;
    let crate_folder = cache.toolchain().join("std");
    fs::create_dir_all(crate_folder.join("src"))?;
    fs::write(
        crate_folder.join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    fs::write(crate_folder.join("src/lib.rs"), "")?;
    run(Command::new("cargo")
        .current_dir(&crate_folder)
        .args([
            "build",
            "--release",
            "-Z",
            "build-std=std,panic_abort",
            "--target",
            TARGET,
        ])
        .env("CARGO_TARGET_DIR", crate_folder.join("target"))
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort"))?;
    let deps = crate_folder
        .join("target")
        .join(TARGET)
        .join("release/deps");
    lay_out(&deps, folder)?;
    fs::remove_dir_all(&crate_folder).context("cannot remove the build folder of std")
}

fn install_debian_compiler() -> Result<()> {
    if Path::new("/usr/lib/rustlib/src").exists()
        && succeeds(Command::new("/usr/bin/rustc").arg("--version"))
    {
        return Ok(());
    }
    let packages = [
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        "rustc-web",
        "rust-web-src",
    ];
    // apt-get fails with its own clear sentence where neither root nor sudo is to be had.
    if succeeds(Command::new("sudo").arg("-n").arg("true")) {
        run(Command::new("sudo").arg("apt-get").args(packages))
    } else {
        run(Command::new("apt-get").args(packages))
    }
}

fn lay_out(deps: &Path, folder: &Path) -> Result<()> {
    let partial = folder.with_extension("part");
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    let rustlib = partial.join("lib/rustlib");
    let wasm = rustlib.join(TARGET).join("lib");
    fs::create_dir_all(&wasm)?;
    for entry in fs::read_dir(deps)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.ends_with(".rlib") && !name.starts_with("libnothing") {
            fs::copy(&path, wasm.join(name))?;
        }
    }
    let host = rustlib.join("x86_64-unknown-linux-gnu");
    fs::create_dir_all(&host)?;
    symlink(
        "/usr/lib/rustlib/x86_64-unknown-linux-gnu/lib",
        host.join("lib"),
    )?;
    // rust-lld comes with rustup's toolchain only.
    symlink(
        sysroot()?.join("lib/rustlib/x86_64-unknown-linux-gnu/bin"),
        host.join("bin"),
    )?;
    let bin = partial.join("bin");
    fs::create_dir_all(&bin)?;
    symlink(sysroot()?.join("bin/cargo"), bin.join("cargo"))?;
    for tool in ["rustc", "rustdoc"] {
        let script = format!(
            "#!/bin/sh\nexec /usr/bin/{tool} --sysroot '{}' \"$@\"\n",
            folder.display()
        );
        let path = bin.join(tool);
        fs::write(&path, script)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::rename(&partial, folder).context("cannot put the toolchain in place")
}
