//! What a host boots: the kernel and an initramfs made for it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::NamedTempFile;

use super::cpio::Archive;
use super::init::{BOOT_MODULES, INIT};
use super::kernel::KernelFiles;
use super::libraries;

/// Static, so that the guest needs no library for its shell. Debian package `busybox-static`.
const BUSYBOX: &str = "/bin/busybox";

/// The modules of the command channel and the network card, each after those that it needs.
const DRIVERS: [&str; 9] = [
    "drivers/virtio/virtio.ko",
    "drivers/virtio/virtio_ring.ko",
    "drivers/virtio/virtio_pci_legacy_dev.ko",
    "drivers/virtio/virtio_pci_modern_dev.ko",
    "drivers/virtio/virtio_pci.ko",
    "drivers/char/virtio_console.ko",
    "net/core/failover.ko",
    "drivers/net/net_failover.ko",
    "drivers/net/virtio_net.ko",
];

/// A kernel and its initramfs, ready to boot any number of times. The initramfs is deleted with this.
#[derive(Debug)]
pub struct VmImage {
    pub(super) kernel: KernelFiles,
    pub(super) initramfs: NamedTempFile,
}

impl VmImage {
    /// Starts an image of `kernel` with busybox and the network, and nothing of ours.
    pub fn builder(kernel: &KernelFiles) -> VmImageBuilder {
        VmImageBuilder {
            kernel: kernel.clone(),
            files: Vec::new(),
        }
    }
}

/// What goes into an image: see [`VmImage::builder`].
#[derive(Debug)]
pub struct VmImageBuilder {
    kernel: KernelFiles,
    files: Vec<(String, Content)>,
}

#[derive(Debug)]
enum Content {
    Bytes(u32, Vec<u8>),
    Copy(PathBuf),
    Program(PathBuf),
}

impl VmImageBuilder {
    /// A file with these bytes at the absolute guest path, mode 0644.
    #[must_use]
    pub fn bytes(mut self, guest: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files
            .push((guest.to_owned(), Content::Bytes(0o644, bytes.into())));
        self
    }

    /// A shell script at the absolute guest path, mode 0755.
    #[must_use]
    pub fn script(mut self, guest: &str, text: &str) -> Self {
        self.files.push((
            guest.to_owned(),
            Content::Bytes(0o755, text.as_bytes().to_vec()),
        ));
        self
    }

    /// A copy of a file of this machine, with its mode. For kernel modules and data.
    #[must_use]
    pub fn file(mut self, guest: &str, host: impl Into<PathBuf>) -> Self {
        self.files
            .push((guest.to_owned(), Content::Copy(host.into())));
        self
    }

    /// A program of this machine, with the shared libraries that it needs at the paths they have here.
    #[must_use]
    pub fn program(mut self, guest: &str, host: impl Into<PathBuf>) -> Self {
        self.files
            .push((guest.to_owned(), Content::Program(host.into())));
        self
    }

    /// Writes the initramfs.
    ///
    /// # Errors
    /// When a file cannot be read, or busybox is not installed.
    pub fn build(self) -> Result<VmImage> {
        let mut archive = Archive::default();
        base(&mut archive)?;
        for (number, module) in DRIVERS.iter().enumerate() {
            let bytes = read(&self.kernel.module(module)?)?;
            archive.file(&format!("{BOOT_MODULES}/{number:02}.ko"), 0o644, &bytes);
        }
        let mut libraries = BTreeSet::new();
        for (guest, content) in &self.files {
            ensure!(guest.starts_with('/'), "guest path {guest} is not absolute");
            match content {
                Content::Bytes(mode, bytes) => archive.file(guest, *mode, bytes),
                Content::Copy(host) => copy(&mut archive, guest, host)?,
                Content::Program(host) => {
                    archive.file(guest, 0o755, &without_debug_information(host)?);
                    libraries.extend(libraries::needed_by(host)?);
                }
            }
        }
        for library in &libraries {
            let guest = library.to_str().context("a library's path is not UTF-8")?;
            copy(&mut archive, guest, library)?;
        }
        let initramfs = NamedTempFile::with_prefix("quiesce-initramfs-")
            .context("cannot make a temporary file")?;
        fs::write(initramfs.path(), archive.finish()).context("cannot write the initramfs")?;
        Ok(VmImage {
            kernel: self.kernel,
            initramfs,
        })
    }
}

fn base(archive: &mut Archive) -> Result<()> {
    archive.file("/init", 0o755, INIT.as_bytes());
    archive.file(
        "/bin/busybox",
        0o755,
        &read(Path::new(BUSYBOX)).context("install busybox-static")?,
    );
    archive.device("/dev/console", 5, 1);
    for folder in [
        "/proc",
        "/sys",
        "/run",
        "/tmp",
        "/root",
        "/etc",
        "/var",
        "/usr/bin",
        "/usr/sbin",
        "/sbin",
    ] {
        archive.folder(folder);
    }
    archive.file(
        "/etc/passwd",
        0o644,
        b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
    );
    archive.file("/etc/group", 0o644, b"root:x:0:\nnogroup:x:65534:\n");
    let listed = Command::new(BUSYBOX)
        .arg("--list")
        .output()
        .context("cannot start busybox")?;
    for applet in String::from_utf8_lossy(&listed.stdout)
        .lines()
        .filter(|applet| *applet != "busybox")
    {
        archive.link(&format!("/bin/{applet}"), "busybox");
    }
    Ok(())
}

fn copy(archive: &mut Archive, guest: &str, host: &Path) -> Result<()> {
    let mode = fs::metadata(host)
        .with_context(|| format!("cannot read {}", host.display()))?
        .permissions()
        .mode();
    archive.file(guest, mode & 0o777, &read(host)?);
    Ok(())
}

/// A debug build carries a hundred megabytes that a guest's memory has no room for.
fn without_debug_information(program: &Path) -> Result<Vec<u8>> {
    let stripped = NamedTempFile::new().context("cannot make a temporary file")?;
    let status = Command::new("strip")
        .arg("--strip-debug")
        .arg("-o")
        .arg(stripped.path())
        .arg(program)
        .status();
    ensure!(
        status.context("cannot start strip")?.success(),
        "strip failed on {}",
        program.display()
    );
    read(stripped.path())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
