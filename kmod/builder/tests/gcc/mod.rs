//! Compiling the tests' small sources, the way the kernel's objects are compiled.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the sources.
pub fn pairs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs")
}

/// Compiles `source` with and without `PATCHED`; the compiler's output goes to `folder`.
pub fn compile_pair(source: &Path, flags: &[&str], folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let orig = compile(source, flags, &folder.join("orig.o"));
    let patched = compile(
        source,
        &[flags, &["-DPATCHED"]].concat(),
        &folder.join("patched.o"),
    );
    (orig, patched)
}

/// Compiles one object.
pub fn compile(source: &Path, flags: &[&str], object: &Path) -> Vec<u8> {
    let kernel = [
        "-c",
        "-O2",
        "-std=gnu11",
        "-ffreestanding",
        "-fno-pic",
        "-fno-pie",
        "-mcmodel=kernel",
        "-mno-red-zone",
        "-mno-sse",
        "-fcf-protection=none",
        "-fno-asynchronous-unwind-tables",
        "-fno-strict-aliasing",
        "-fno-common",
        "-pg",
        "-mfentry",
        "-mrecord-mcount",
        "-ffunction-sections",
        "-fdata-sections",
        "-w",
    ];
    run(Command::new("gcc")
        .args(kernel)
        .args(flags)
        .arg("-o")
        .arg(object)
        .arg(source));
    std::fs::read(object).expect("the compiler wrote the object")
}

/// Runs a command and returns what it printed; it must succeed.
pub fn run(command: &mut Command) -> String {
    let output = command.output().expect("the command can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
