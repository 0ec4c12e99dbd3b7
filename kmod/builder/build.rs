//! Embeds the core module's sources, so that the installed builder needs no checkout.

#![allow(
    clippy::unwrap_used,
    reason = "a build script has nobody to report to but cargo"
)]
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let kmod = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("..");
    let mut table = String::from("pub(super) static SOURCES: &[(&str, &[u8])] = &[\n");
    for folder in ["core", "include"] {
        println!("cargo:rerun-if-changed={}", kmod.join(folder).display());
        for file in sources(&kmod.join(folder)) {
            let name = format!("{folder}/{}", file.file_name().unwrap().to_string_lossy());
            let path = fs::canonicalize(&file).unwrap();
            writeln!(table, "    ({name:?}, include_bytes!({path:?})),").unwrap();
        }
    }
    table.push_str("];\n");
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("core_sources.rs"),
        table,
    )
    .unwrap();
}

/// C sources, headers and Kbuild in `folder`, sorted. Nothing that a build leaves there.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = name.ends_with(".c") || name.ends_with(".h") || name == "Kbuild";
        source && !name.ends_with(".mod.c")
    };
    let mut files: Vec<_> = entries.filter(wanted).collect();
    files.sort();
    files
}
