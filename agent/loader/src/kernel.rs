//! The few things that only the kernel can do. A trait, so that the rules around them can be tried without one.

use std::ffi::CString;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::fd::BorrowedFd;
use std::path::Path;

use rustix::system::{delete_module, finit_module, uname};

use crate::core_sysfs::Verb;

/// `delete_module(2)`: fail at once instead of waiting for the last user.
const O_NONBLOCK: i32 = 0o4000;

/// A kernel that modules can be loaded into.
pub trait Kernel {
    /// What `uname -r` prints.
    fn release(&self) -> String;
    /// Loads the module in a file (finit_module(2)).
    fn load(&self, module: BorrowedFd<'_>) -> io::Result<()>;
    /// Unloads a module by name (delete_module(2)); fails with EWOULDBLOCK when it is in use.
    fn unload(&self, name: &str) -> io::Result<()>;
    /// Writes a verb to an update's `stage`; comes back when it is done, with the core's errno when it was not.
    fn stage(&self, file: &Path, verb: Verb) -> io::Result<()>;
}

/// The one this process runs on.
pub struct RunningKernel;

impl Kernel for RunningKernel {
    fn release(&self) -> String {
        uname().release().to_string_lossy().into_owned()
    }

    fn load(&self, module: BorrowedFd<'_>) -> io::Result<()> {
        Ok(finit_module(module, c"", 0)?)
    }

    fn unload(&self, name: &str) -> io::Result<()> {
        Ok(delete_module(&CString::new(name)?, O_NONBLOCK)?)
    }

    fn stage(&self, file: &Path, verb: Verb) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .open(file)?
            .write_all(verb.as_str().as_bytes())
    }
}
