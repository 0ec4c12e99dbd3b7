//! One running virtual machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

use super::channel::{Channel, Output};
use super::image::VmImage;
use super::warnings;
use crate::process::Running;

/// A boot takes 3 s on an idle machine, and much longer when all its cores compile.
const BOOT_LIMIT: Duration = Duration::from_secs(180);

/// How long [`Vm::run`] lets a script run.
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// Of a file, what one script carries.
const CHUNK: usize = 32 * 1024;

/// A running host. Dropping it ends it at once; [`Vm::power_off`] ends it in order.
///
/// It ends too when the thread that booted it does: that is how the kernel makes sure that no machine is left behind.
#[derive(Debug)]
pub struct Vm {
    name: String,
    channel: Channel,
    // Before the folder: QEMU holds files in it.
    qemu: Running,
    folder: TempDir,
}

impl Vm {
    /// Boots `image` as the host `name` (a host name) with 2 CPUs and 256 MiB, and waits until it answers.
    ///
    /// # Errors
    /// When QEMU is not installed, or the guest does not answer in three minutes; with the end of its console.
    pub fn boot(image: &VmImage, name: &str) -> Result<Self> {
        Self::boot_with(image, name, 256, "")
    }

    /// As [`Vm::boot`], with `memory` in MiB and `arguments` added to the kernel's command line.
    ///
    /// # Errors
    /// As [`Vm::boot`].
    pub fn boot_with(image: &VmImage, name: &str, memory: u32, arguments: &str) -> Result<Self> {
        let folder =
            TempDir::with_prefix("quiesce-vm-").context("cannot make a temporary folder")?;
        let socket = folder.path().join("commands");
        let console = folder.path().join("console");
        let qemu = Running::start(
            name,
            Path::new("qemu-system-x86_64"),
            |command| {
                command
                    .args([
                        "-accel",
                        "tcg,thread=multi",
                        "-cpu",
                        "max",
                        "-smp",
                        "2",
                        "-m",
                        &memory.to_string(),
                    ])
                    .args(["-nodefaults", "-display", "none", "-no-reboot"])
                    .arg("-kernel")
                    .arg(image.kernel.image())
                    .arg("-initrd")
                    .arg(image.initramfs.path())
                    .args([
                        "-append",
                        &format!("console=ttyS0 panic=-1 no_timer_check quiesce.hostname={name} {arguments}"),
                    ])
                    .args(["-serial", &format!("file:{}", console.display())])
                    .args([
                        "-chardev",
                        &format!(
                            "socket,id=commands,server=on,wait=off,path={}",
                            socket.display()
                        ),
                    ])
                    .args([
                        "-device",
                        "virtio-serial-pci",
                        "-device",
                        "virtserialport,chardev=commands",
                    ])
                    .args([
                        "-netdev",
                        "user,id=net",
                        "-device",
                        "virtio-net-pci,netdev=net,romfile=",
                    ]);
            },
            &folder.path().join("qemu"),
        )?;
        let channel = Channel::open(&socket, BOOT_LIMIT).with_context(|| {
            let said = fs::read_to_string(&console).unwrap_or_default();
            format!(
                "host {name} does not boot. QEMU: {}\nIts console:\n{}",
                qemu.printed(),
                tail(&said)
            )
        })?;
        Ok(Self {
            name: name.to_owned(),
            channel,
            qemu,
            folder,
        })
    }

    /// The host's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs a shell script as root, at most a minute. What it leaves in the background must close its output.
    ///
    /// # Errors
    /// When the guest does not answer. A script that fails is not an error here: see [`Output::ok`].
    pub fn run(&mut self, script: &str) -> Result<Output> {
        self.run_within(script, RUN_LIMIT)
    }

    /// As [`Vm::run`], at most `limit`, in whole seconds.
    ///
    /// # Errors
    /// As [`Vm::run`].
    pub fn run_within(&mut self, script: &str, limit: Duration) -> Result<Output> {
        self.channel.run(script, limit).with_context(|| {
            format!(
                "host {}: `{script}`. Its console:\n{}",
                self.name,
                tail(&self.console())
            )
        })
    }

    /// Writes a file in the guest, mode 0644. For small ones: large ones belong in the image.
    ///
    /// # Errors
    /// When the guest does not answer or cannot write it.
    pub fn write(&mut self, guest: &str, bytes: &[u8]) -> Result<()> {
        self.run(&format!(": >'{guest}'"))?.ok()?;
        for chunk in bytes.chunks(CHUNK) {
            self.run(&format!(
                "echo {} | base64 -d >>'{guest}'",
                STANDARD.encode(chunk)
            ))?
            .ok()?;
        }
        Ok(())
    }

    /// Everything on the kernel's console so far.
    pub fn console(&self) -> String {
        let bytes = fs::read(self.console_path()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The kernel's log, `dmesg`.
    ///
    /// # Errors
    /// When the guest does not answer.
    pub fn kernel_log(&mut self) -> Result<String> {
        self.run("dmesg")?.ok()
    }

    /// Lines of the kernel's log that a healthy kernel does not print: warnings, bugs, oopses, stalls, traces.
    ///
    /// # Errors
    /// When the guest does not answer.
    pub fn kernel_warnings(&mut self) -> Result<Vec<String>> {
        Ok(warnings::among(&self.kernel_log()?))
    }

    /// The kernel's taint flags, as `/proc/sys/kernel/tainted` gives them (admin-guide/tainted-kernels.rst of Linux).
    ///
    /// # Errors
    /// When the guest does not answer.
    pub fn taint(&mut self) -> Result<u64> {
        Ok(self
            .run("cat /proc/sys/kernel/tainted")?
            .ok()?
            .trim()
            .parse()?)
    }

    /// Switches the host off and waits until it is.
    ///
    /// # Errors
    /// When it does not go off in a minute.
    pub fn power_off(mut self) -> Result<()> {
        let gone = self
            .channel
            .run_to_the_end("poweroff -f", Duration::from_secs(60))?;
        ensure!(gone, "host {} did not switch off", self.name);
        drop(self.qemu);
        Ok(())
    }

    fn console_path(&self) -> PathBuf {
        self.folder.path().join("console")
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(30)..)
        .unwrap_or_default()
        .join("\n")
}
