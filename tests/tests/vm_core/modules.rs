//! Builds the core, with the program that builds it for hosts, and the test updates in `kmod/` against it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use quiesce_tests::cache;
use tempfile::TempDir;

use crate::vmlinux::{Span, Vmlinux};

const SPANS: [&str; 6] = [
    "cmdline_proc_show",
    "version_proc_show",
    "loadavg_proc_show",
    "__x64_sys_pause",
    "notify_die",
    "linux_proc_banner",
];

/// The modules, in a folder that is deleted with this.
pub struct Modules {
    folder: TempDir,
}

impl Modules {
    pub fn build() -> Self {
        let folder = TempDir::with_prefix("quiesce-core-test-").unwrap();
        let core = folder.path().join("core");
        run(Command::new(cache::program("quiesce-build").unwrap())
            .args(["core", "--kernel", cache::KERNEL, "--out"])
            .arg(&core)
            .arg("--core-source")
            .arg(cache::checkout().join("kmod")));

        let patch = folder.path().join("log-opens.patch");
        fs::write(&patch, cache::diagnostic_patch().unwrap()).unwrap();
        run(Command::new(cache::program("quiesce-build").unwrap())
            .args([
                "make",
                "--id",
                "builtnow",
                "--kernel",
                cache::KERNEL,
                "--patch",
            ])
            .arg(&patch)
            .arg("--out")
            .arg(folder.path().join("built")));

        let kernel = cache::folder().unwrap().join("kernels").join(cache::KERNEL);
        let symvers = exports_of(&core.join("quiesce.ko"));
        let updates = folder.path().join("updates");
        copy_sources(&updates);
        write_tables(
            &Vmlinux::read(&kernel.join("vmlinux")),
            &updates.join("include"),
        );
        run(Command::new("make")
            .arg("-C")
            .arg(kernel.join("source"))
            .arg("-s")
            .arg(format!("KERNELRELEASE={}", cache::KERNEL))
            .arg(format!("M={}", updates.display()))
            .arg(format!("KBUILD_EXTRA_SYMBOLS={}", symvers.display()))
            .arg("modules"));
        Self { folder }
    }

    /// The update that the builder made of the diagnostic patch.
    pub fn built(&self) -> PathBuf {
        let folder = fs::read_dir(self.folder.path().join("built")).unwrap();
        let mut files = folder.map(|entry| entry.unwrap().path());
        files
            .find(|path| path.extension().is_some_and(|extension| extension == "ko"))
            .unwrap()
    }

    pub fn core(&self) -> PathBuf {
        self.folder.path().join("core/quiesce.ko")
    }

    pub fn update(&self, name: &str) -> PathBuf {
        self.folder
            .path()
            .join("updates")
            .join(format!("{name}.ko"))
    }
}

/// The builder keeps a core's exports beside it in the cache: those of the core with the same bytes.
fn exports_of(core: &Path) -> PathBuf {
    let wanted = fs::read(core).unwrap();
    let cores = fs::read_dir(cache::folder().unwrap().join("cores")).unwrap();
    let mut folders = cores.map(|entry| entry.unwrap().path());
    let same = folders
        .find(|folder| fs::read(folder.join("quiesce.ko")).is_ok_and(|bytes| bytes == wanted));
    same.unwrap().join("Module.symvers")
}

fn run(command: &mut Command) {
    command
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .env_remove("MFLAGS");
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn copy_sources(updates: &Path) {
    let include = updates.join("include");
    fs::create_dir_all(&include).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm_core/kmod");
    for entry in fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, updates.join(path.file_name().unwrap())).unwrap();
    }
    fs::copy(
        cache::checkout().join("kmod/include/quiesce_abi.h"),
        include.join("quiesce_abi.h"),
    )
    .unwrap();
}

fn write_tables(vmlinux: &Vmlinux, include: &Path) {
    let kernel = format!(
        "#define KERNEL_RELEASE \"{}\"\n#define KERNEL_BUILD_ID {{ {} }}\n#define KERNEL_TEXT_LINK 0x{:x}UL\n",
        cache::KERNEL,
        bytes(&vmlinux.build_id()),
        vmlinux.address("_text"),
    );
    fs::write(include.join("kernel.h"), kernel).unwrap();

    let mut spans = String::new();
    for name in SPANS {
        write_span(&mut spans, name, &vmlinux.span(name));
    }
    for (name, span) in [
        ("with_static_call", vmlinux.with_static_call()),
        ("with_jump_label", vmlinux.with_jump_label()),
    ] {
        write_span(&mut spans, name, &span);
    }
    fs::write(include.join("spans.h"), spans).unwrap();
}

fn write_span(text: &mut String, name: &str, span: &Span) {
    let masks: Vec<String> = span
        .masks
        .iter()
        .map(|(offset, length)| format!("{{ {offset}, {length} }}"))
        .collect();
    let fixups: Vec<String> = span
        .fixups
        .iter()
        .map(|(offset, kind)| format!("{{ {offset}, {kind} }}"))
        .collect();
    write!(
        text,
        "#define NAME_{name} \"{}\"\n\
         #define BYTES_{name} {{ {} }}\n\
         #define SPAN_{name} {{ .addr_link = 0x{:x}UL, .size = {}, .bytes = (const u8[])BYTES_{name}, \
         .masks = (const struct quiesce_mask[]){{ {} }}, .nr_masks = {}, \
         .fixups = (const struct quiesce_fixup[]){{ {} }}, .nr_fixups = {} }}\n",
        span.name,
        bytes(&span.bytes),
        span.addr,
        span.bytes.len(),
        masks.join(", "),
        masks.len(),
        fixups.join(", "),
        fixups.len(),
    )
    .unwrap();
}

fn bytes(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| format!("0x{byte:02x}"))
        .collect::<Vec<_>>()
        .join(", ")
}
