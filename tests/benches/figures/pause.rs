//! How long all CPUs stand still while an update is applied, and what that time goes into.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use quiesce_tests::cache::{KERNEL, checkout, program};
use quiesce_tests::process::run;
use quiesce_tests::vm::{KernelFiles, Vm, VmImage};

const ROUNDS: usize = 40;

/// One stop, in nanoseconds.
#[derive(Debug, Clone, Copy)]
struct Stop {
    rendezvous: u64,
    check: u64,
    write: u64,
    total: u64,
}

/// Prints it.
pub fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let builder = program("quiesce-build")?;
    run(&builder, |command| {
        command
            .args(["core", "--kernel", KERNEL, "--out"])
            .arg(folder.path());
    })?;
    let patch = checkout().join("kmod/builder/tests/patches/log-opens.patch");
    run(&builder, |command| {
        command
            .args(["make", "--kernel", KERNEL, "--id", "benchopn", "--patch"])
            .arg(patch)
            .arg("--out")
            .arg(folder.path());
    })?;
    let image = VmImage::builder(&KernelFiles::from_cache(KERNEL)?)
        .file("/quiesce.ko", folder.path().join("quiesce.ko"))
        .file("/update.ko", update_in(folder.path())?)
        .build()?;
    let mut vm = Vm::boot(&image, "bench")?;
    vm.run("insmod /quiesce.ko && insmod /update.ko")?.ok()?;
    let mut stops = Vec::new();
    for _ in 0..ROUNDS {
        let update = "/sys/kernel/quiesce/updates/benchopn";
        let script = format!(
            "cd {update} && echo apply >stage && cd pause && cat rendezvous_ns check_ns write_ns total_ns && echo undo >../stage"
        );
        stops.push(read(&vm.run(&script)?.ok()?)?);
    }
    stops.sort_unstable_by_key(|stop| stop.total);
    let median = stops.get(ROUNDS / 2).context("nothing was measured")?;
    let worst = stops.last().context("nothing was measured")?;
    let share = |part: u64| 100.0 * part as f64 / median.total as f64;
    println!(
        "apply: all CPUs stood still for {} µs (median of {ROUNDS}; worst {:.1} × that), of which rendezvous {:.0} %, stack check {:.0} %, write {:.0} %",
        median.total / 1000,
        worst.total as f64 / median.total as f64,
        share(median.rendezvous),
        share(median.check),
        share(median.write)
    );
    vm.power_off()
}

fn update_in(folder: &Path) -> Result<PathBuf> {
    let files = std::fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut modules = files.filter(|path| path.extension().is_some_and(|end| end == "ko"));
    modules
        .find(|path| !path.ends_with("quiesce.ko"))
        .context("the builder made no module")
}

fn read(printed: &str) -> Result<Stop> {
    let numbers: Vec<u64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    let [rendezvous, check, write, total] = *numbers.as_slice() else {
        anyhow::bail!("not four numbers: {printed}");
    };
    Ok(Stop {
        rendezvous,
        check,
        write,
        total,
    })
}
