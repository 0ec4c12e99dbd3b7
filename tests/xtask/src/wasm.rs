//! The pages' WebAssembly: compile for size, make the JavaScript beside it, weigh.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::command::{command, root, run as execute};
use crate::setup::wasm_target::{TARGET, WasmToolchain};
use crate::step::timed;

/// What a page may cost over the wire, in kB of 1000 bytes.
const BROTLI_LIMIT_KB: f64 = 350.0;

/// Builds into `<target>/site/pkg`, with the checkout's `assets/` beside it: the folder that `quiesced --site` takes.
pub fn run(cache: &Cache) -> Result<()> {
    let site = cache.target().join("site");
    let package = site.join("pkg");
    show_assets(&site)?;
    compile(cache)?;
    let input = cache
        .target()
        .join(TARGET)
        .join("wasm-release/quiesce_app.wasm");
    let output = package.join("quiesce_bg.wasm");
    if is_newer(&output, &input) {
        return weigh(&output);
    }
    timed("WebAssembly: the JavaScript beside it", || {
        bind(&input, &package)
    })?;
    weigh(&output)
}

/// A link, so that a changed style needs no build.
fn show_assets(site: &Path) -> Result<()> {
    let assets = root()
        .join("assets")
        .canonicalize()
        .context("the checkout has no assets/")?;
    let link = site.join("assets");
    if fs::read_link(&link).is_ok_and(|target| target == assets) {
        return Ok(());
    }
    fs::create_dir_all(site)?;
    if link.is_symlink() {
        fs::remove_file(&link)?;
    }
    std::os::unix::fs::symlink(&assets, &link).context("cannot link assets/ into the site's folder")
}

fn compile(cache: &Cache) -> Result<()> {
    let toolchain = WasmToolchain::find(cache)?;
    timed("WebAssembly: compile (3 to 4 minutes at first)", || {
        execute(toolchain.apply(command("cargo").args([
            "build",
            "--locked",
            "--package",
            "quiesce-app",
            "--lib",
            "--no-default-features",
            "--features",
            "hydrate",
            "--target",
            TARGET,
            "--profile",
            "wasm-release",
        ])))
    })
}

/// No wasm-opt: Debian's (binaryen 108) mixes up the tables of a module with reference types, so that it does not start.
fn bind(input: &Path, package: &Path) -> Result<()> {
    execute(command("cargo").args(["build", "--locked", "--package", "quiesce-bindgen"]))?;
    let partial = package.with_extension("part");
    fs::create_dir_all(&partial)?;
    execute(
        command("cargo")
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                "quiesce-bindgen",
                "--",
            ])
            .arg(input)
            .arg(&partial),
    )?;
    if package.exists() {
        fs::remove_dir_all(package)?;
    }
    fs::rename(&partial, package).context("cannot put the package in place")
}

fn weigh(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let kilo = |length: usize| length as f64 / 1000.0;
    let brotli = kilo(piped("brotli", &["-c", "-q", "11", "-"], &bytes)?);
    let gzip = kilo(piped("gzip", &["-c", "-9"], &bytes)?);
    println!(
        "WebAssembly: {:.0} kB, {gzip:.0} kB after gzip, {brotli:.0} kB after brotli (limit {BROTLI_LIMIT_KB:.0})",
        kilo(bytes.len())
    );
    if brotli > BROTLI_LIMIT_KB {
        bail!(
            "the WebAssembly is too large: {brotli:.0} kB after brotli, the limit is {BROTLI_LIMIT_KB:.0} kB"
        );
    }
    Ok(())
}

/// How many bytes a filter makes of these.
fn piped(program: &str, arguments: &[&str], bytes: &[u8]) -> Result<usize> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let mut input = child.stdin.take().context("no pipe")?;
    let owned = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&owned));
    let output = child.wait_with_output()?;
    writer.join().ok().context("the writer broke")??;
    if !output.status.success() {
        bail!("{program} ended with {}", output.status);
    }
    Ok(output.stdout.len())
}

fn is_newer(product: &Path, source: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified());
    matches!((time(product), time(source)), (Ok(product), Ok(source)) if product >= source)
}
