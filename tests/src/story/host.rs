//! A host that takes part: a virtual machine with the host's programs.

use anyhow::{Context, Result};

use crate::cache::{KERNEL, program};
use crate::vm::{KernelFiles, Output, Vm, VmImage};

/// The image that hosts boot: the stock kernel, and the two programs beside busybox.
pub fn host_image() -> Result<VmImage> {
    let kernel = KernelFiles::from_cache(KERNEL)?;
    VmImage::builder(&kernel)
        .program("/usr/bin/quiesce", program("quiesce")?)
        .program("/usr/bin/quiesce-loader", program("quiesce-loader")?)
        .build()
}

/// One host.
#[derive(Debug)]
pub struct Host {
    /// The machine.
    pub vm: Vm,
}

impl Host {
    /// Boots it.
    pub fn boot(image: &VmImage, name: &str) -> Result<Self> {
        Ok(Self {
            vm: Vm::boot_with(image, name, 384, "")?,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.vm.name()
    }

    /// Enrols it with the token that an admin gave out.
    pub fn enrol(&mut self, server: &str, token: &str) -> Result<()> {
        let said = self
            .vm
            .run(&format!("quiesce enrol --server {server} --token {token}"))?;
        said.ok()
            .map(|_| ())
            .with_context(|| format!("enrolling {}", self.name()))
    }

    /// Starts the daemon.
    pub fn start_daemon(&mut self) -> Result<()> {
        self.vm
            .run("quiesce daemon >/run/quiesce.log 2>&1 & echo $! >/run/quiesce.pid")?
            .ok()
            .map(|_| ())
    }

    /// Stops the daemon.
    pub fn stop_daemon(&mut self) -> Result<()> {
        self.vm
            .run("kill $(cat /run/quiesce.pid); sleep 1")?
            .ok()
            .map(|_| ())
    }

    /// What the daemon said.
    pub fn daemon_log(&mut self) -> Result<String> {
        self.vm.run("cat /run/quiesce.log")?.ok()
    }

    /// Runs `quiesce` with these words.
    pub fn quiesce(&mut self, words: &str) -> Result<Output> {
        self.vm.run(&format!("quiesce {words}"))
    }
}
