//! The kernel that a module is tied to: its symbols, and which of them it exports.

use std::fs;
use std::path::Path;

use super::exports::Exports;
use super::{LinkError, klp};
use crate::kernel::PreparedKernel;
use crate::vmlinux::Vmlinux;

/// A kernel, read for linking.
pub struct Target<'a> {
    /// The prepared kernel.
    pub kernel: &'a PreparedKernel,
    /// Its symbols, bytes and references.
    pub vmlinux: Vmlinux,
    /// What it exports to every module.
    pub exports: Exports,
}

impl<'a> Target<'a> {
    /// Reads the kernel's files.
    pub fn load(kernel: &'a PreparedKernel) -> Result<Self, LinkError> {
        let path = kernel.vmlinux();
        let vmlinux = Vmlinux::parse(fs::read(&path).map_err(LinkError::io("reading", path))?)?;
        let mut exports = Exports::default();
        exports.add(&read(&kernel.symvers())?, |from| from == "vmlinux");
        Ok(Self {
            kernel,
            vmlinux,
            exports,
        })
    }

    /// Converts a linked module's references to what the kernel does not export. `symvers` are the core's exports, for
    /// an update.
    pub fn tie(&self, module: &[u8], symvers: Option<&Path>) -> Result<Vec<u8>, LinkError> {
        let mut core = Exports::default();
        if let Some(path) = symvers {
            core.add(&read(path)?, |_| true);
        }
        Ok(klp::convert(module, |name| {
            if core.contains(name) {
                Some(klp::Resolution::Exported)
            } else {
                self.exports.resolve(&self.vmlinux, name)
            }
        })?)
    }
}

fn read(path: &Path) -> Result<String, LinkError> {
    fs::read_to_string(path).map_err(LinkError::io("reading", path))
}
