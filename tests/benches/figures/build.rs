//! From the source patch to the module, against what the compiler alone needs for the patched file.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use quiesce_tests::cache::{self, KERNEL, SECURITY_FIX, program};
use quiesce_tests::process::run;

const ROUNDS: usize = 5;
const FILE: &str = "net/core/rtnetlink";

/// Prints it.
pub fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let patch = folder.path().join("fix.patch");
    fs::write(&patch, cache::security_fix()?)?;
    let builder = program("quiesce-build")?;
    let make = |number: usize| {
        run(&builder, |command| {
            command
                .args(["make", "--kernel", KERNEL, "--patch"])
                .arg(&patch)
                .arg("--out");
            command.arg(folder.path().join(number.to_string()));
        })
    };
    // The first one makes what later ones reuse: original objects, the core.
    make(0)?;
    let whole = median((1..=ROUNDS).map(|number| timed(|| make(number).map(|_| ()))))?;
    let compiler = compile_alone(folder.path())?;
    println!(
        "patch to module, {SECURITY_FIX}: {:.2} s = {:.1} × compiling {FILE}.c alone ({:.2} s); median of {ROUNDS}",
        whole.as_secs_f64(),
        whole.as_secs_f64() / compiler.as_secs_f64(),
        compiler.as_secs_f64()
    );
    Ok(())
}

/// The kernel's own command for that object, as its build wrote it down, with the output elsewhere.
fn compile_alone(folder: &Path) -> Result<Duration> {
    let source = cache::folder()?.join("kernels").join(KERNEL).join("source");
    let (parent, name) = FILE.rsplit_once('/').context("the file has no folder")?;
    let record = fs::read_to_string(source.join(parent).join(format!(".{name}.o.cmd")))?;
    let line = record
        .lines()
        .next()
        .context("the kernel's build left no command")?;
    let (_, command) = line
        .split_once(":=")
        .context("the kernel's build left no command")?;
    let object = folder.join("alone.o");
    let command = command.replace(&format!("{FILE}.o"), &object.display().to_string());
    let once = || {
        run(Path::new("/bin/sh"), |shell| {
            shell.current_dir(&source).args(["-e", "-c", &command]);
        })
        .map(|_| ())
    };
    median((0..ROUNDS).map(|_| timed(once)))
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begin = Instant::now();
    work()?;
    Ok(begin.elapsed())
}

fn median(times: impl Iterator<Item = Result<Duration>>) -> Result<Duration> {
    let mut times = times.collect::<Result<Vec<_>>>()?;
    times.sort_unstable();
    times
        .get(times.len() / 2)
        .copied()
        .context("nothing was measured")
}
