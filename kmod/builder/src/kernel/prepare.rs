//! Makes a kernel ready, from nothing to `kernel.json`. The caller holds the kernel's lock.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use quiesce_trust::{BuildId, KernelRelease};

use super::package::{self, Packages};
use super::{About, Cache, KernelError, LAYOUT, PreparedKernel, unpack};
use crate::command;
use crate::compile::SECTION_FLAGS;
use crate::report::BuildLog;
use crate::vmlinux::Vmlinux;

/// Megabytes that unpacking and preparing take at their peak.
const NEEDED_MB: u64 = 3000;

pub(super) fn prepare(
    cache: &Cache,
    release: &KernelRelease,
    log: &BuildLog,
) -> Result<PreparedKernel, KernelError> {
    let packages = log.timed("fetch", || package::find(release))?;
    let root = cache.kernel(release);
    // Whatever an interrupted run left is of unknown worth.
    if root.exists() {
        fs::remove_dir_all(&root).map_err(KernelError::io("removing", &root))?;
    }
    fs::create_dir_all(&root).map_err(KernelError::io("creating", &root))?;
    check_room(&root)?;
    log.say(
        "fetch",
        format!("kernel {release} is Debian's {}", packages.version),
    );
    log.timed("fetch", || {
        unpack_all(cache, &packages, release, &root, log)
    })?;
    log.timed("prepare", || prepare_source(release, &root, log))?;
    let build_id = log.timed("prepare", || read_build_id(release, &root.join("vmlinux")))?;
    let compiler = compiler_line()?;
    check_compiler(&root, release, &compiler, log)?;
    let about = About {
        layout: LAYOUT,
        release: release.clone(),
        version: packages.version,
        build_id,
        compiler,
    };
    write_last(&root, &about)?;
    log.say(
        "prepare",
        format!("kernel {release} is ready, build id {}", about.build_id),
    );
    Ok(PreparedKernel { root, about })
}

fn check_room(root: &Path) -> Result<(), KernelError> {
    let disk = rustix::fs::statvfs(root)
        .map_err(|error| KernelError::io("asking for room on", root)(error.into()))?;
    let free_mb = (disk.f_bavail * disk.f_frsize) >> 20;
    if free_mb < NEEDED_MB {
        return Err(KernelError::DiskFull {
            path: root.to_owned(),
            free_mb,
            needed_mb: NEEDED_MB,
        });
    }
    Ok(())
}

fn unpack_all(
    cache: &Cache,
    packages: &Packages,
    release: &KernelRelease,
    root: &Path,
    log: &BuildLog,
) -> Result<(), KernelError> {
    let source = root.join("source");
    let headers = root.join("headers");
    let full = root.join("vmlinux.full");
    fs::create_dir_all(&source).map_err(KernelError::io("creating", &source))?;

    let deb = package::fetch(cache, &packages.image, log)?;
    log.say("fetch", "unpacking the image");
    unpack::package(&deb, &root.join("image"))?;

    let deb = package::fetch(cache, &packages.debug, log)?;
    log.say("fetch", "unpacking vmlinux with its symbols");
    unpack::member(
        &deb,
        &format!("./usr/lib/debug/boot/vmlinux-{release}"),
        &full,
    )?;
    unpack::without_debug(&full, &root.join("vmlinux"))?;
    fs::remove_file(&full).map_err(KernelError::io("removing", &full))?;

    let series: Vec<&str> = release.as_str().split('.').take(2).collect();
    let deb = package::fetch(cache, &packages.source, log)?;
    log.say("fetch", "unpacking the source (half a minute)");
    unpack::source(
        &deb,
        &format!("./usr/src/linux-source-{}.tar.xz", series.join(".")),
        &source,
    )?;

    let deb = package::fetch(cache, &packages.headers, log)?;
    unpack::package(&deb, &headers)?;
    copy(
        &headers.join(format!("usr/src/linux-headers-{release}/Module.symvers")),
        &source.join("Module.symvers"),
    )?;
    copy(
        &root.join(format!("image/boot/config-{release}")),
        &source.join(".config"),
    )?;
    fs::remove_dir_all(&headers).map_err(KernelError::io("removing", &headers))
}

fn prepare_source(release: &KernelRelease, root: &Path, log: &BuildLog) -> Result<(), KernelError> {
    for (targets, what) in [
        (&["olddefconfig"][..], "applying the shipped configuration"),
        (
            &["prepare", "modules_prepare"][..],
            "preparing the source tree (20 s)",
        ),
    ] {
        log.say("prepare", what);
        let mut make = make(&root.join("source"), release);
        // The flags that originals are compiled with: with others, kbuild would prepare anew at the first of them.
        make.arg(format!("KCFLAGS={SECTION_FLAGS}"));
        unpack::tool(make.args(targets), what.to_owned())?;
    }
    Ok(())
}

/// `make` in the kernel's source, as Debian called it.
pub(crate) fn make(source: &Path, release: &KernelRelease) -> Command {
    let jobs = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut make = Command::new("make");
    make.arg("-C")
        .arg(source)
        .arg(format!("KERNELRELEASE={release}"))
        .arg(format!("-j{jobs}"))
        .arg("-s");
    for name in [
        "MAKEFLAGS",
        "MAKELEVEL",
        "MFLAGS",
        "ARCH",
        "CROSS_COMPILE",
        "KCFLAGS",
        "CC",
        "LOCALVERSION",
    ] {
        make.env_remove(name);
    }
    make
}

fn read_build_id(release: &KernelRelease, vmlinux: &Path) -> Result<BuildId, KernelError> {
    let unexpected = |what: String| KernelError::Unexpected {
        release: release.clone(),
        what,
    };
    let bytes = fs::read(vmlinux).map_err(KernelError::io("reading", vmlinux))?;
    let vmlinux = Vmlinux::parse(bytes).map_err(|error| unexpected(error.to_string()))?;
    hex::encode(vmlinux.build_id())
        .parse()
        .map_err(|_| unexpected("a build id of 20 bytes".to_owned()))
}

fn compiler_line() -> Result<String, KernelError> {
    let ended = command::run(
        Command::new("gcc").arg("--version"),
        Duration::from_secs(10),
    )?;
    Ok(ended
        .output
        .lines()
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned())
}

/// Says so when the compiler is not the one that built the kernel: objects may then differ, and be refused.
fn check_compiler(
    root: &Path,
    release: &KernelRelease,
    compiler: &str,
    log: &BuildLog,
) -> Result<(), KernelError> {
    let path = root.join(format!("image/boot/config-{release}"));
    let shipped = fs::read_to_string(&path).map_err(KernelError::io("reading", &path))?;
    let built_with = shipped
        .lines()
        .find_map(|line| line.strip_prefix("CONFIG_CC_VERSION_TEXT="))
        .unwrap_or("?");
    // Debian's own name for the compiler is gcc-12, this machine's may be gcc: compare what follows the name.
    let version = |text: &str| {
        text.trim_matches('"')
            .split_once(' ')
            .map(|(_, version)| version.to_owned())
    };
    if version(built_with) != version(compiler) {
        log.say(
            "prepare",
            format!("take care: the kernel was built with {built_with}, and here is {compiler}"),
        );
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), KernelError> {
    fs::copy(from, to)
        .map(drop)
        .map_err(KernelError::io("copying", from))
}

/// The file that says that all is there appears whole or not at all.
fn write_last(root: &Path, about: &About) -> Result<(), KernelError> {
    let path = root.join("kernel.json");
    let arriving = root.join("kernel.json.part");
    let text = serde_json::to_vec_pretty(about).unwrap_or_default();
    fs::write(&arriving, text).map_err(KernelError::io("writing", &arriving))?;
    fs::rename(&arriving, &path).map_err(KernelError::io("writing", path))
}
