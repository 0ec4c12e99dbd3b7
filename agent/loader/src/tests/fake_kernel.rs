//! A kernel for tests: sysfs in a temporary folder, and what a stage does decided by the test.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read as _};
use std::os::fd::BorrowedFd;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::notes;
use crate::core_sysfs::Verb;
use crate::kernel::Kernel;

pub const RELEASE: &str = "6.1.0-47-cloud-amd64";
pub const BUILD_ID: [u8; 20] = [0xab; 20];

/// What happened to it, and what it is to do.
#[derive(Default)]
pub struct FakeKernel {
    pub sysfs: PathBuf,
    /// Names of modules as they were loaded and unloaded, and bytes loaded.
    pub events: RefCell<Vec<String>>,
    /// The verb that fails, with the core's code and errno.
    pub fails: Option<(Verb, &'static str, Errno)>,
    /// finit_module's errno, with what the core leaves in `last_refusal`.
    pub load_fails: Option<(Errno, &'static str)>,
}

impl FakeKernel {
    pub fn new(sysfs: &Path) -> Self {
        fs::create_dir_all(sysfs.join("kernel")).unwrap();
        fs::write(sysfs.join("kernel/notes"), notes(&BUILD_ID)).unwrap();
        Self {
            sysfs: sysfs.to_owned(),
            ..Self::default()
        }
    }

    pub fn core(&self) -> PathBuf {
        self.sysfs.join("kernel/quiesce")
    }

    pub fn load_core(&self, abi: u32) {
        fs::create_dir_all(self.core().join("updates")).unwrap();
        fs::write(self.core().join("abi"), format!("{abi}\n")).unwrap();
    }

    /// Names of the updates that are in the kernel, with their states.
    pub fn updates(&self) -> Vec<String> {
        let Ok(dir) = fs::read_dir(self.core().join("updates")) else {
            return Vec::new();
        };
        dir.map(|entry| {
            let entry = entry.unwrap();
            let state = fs::read_to_string(entry.path().join("state")).unwrap();
            format!("{} {}", entry.file_name().to_str().unwrap(), state.trim())
        })
        .collect()
    }

    fn note(&self, event: String) {
        self.events.borrow_mut().push(event);
    }
}

impl Kernel for FakeKernel {
    fn release(&self) -> String {
        RELEASE.to_owned()
    }

    /// The module's text says what it does: `core`, or `update <id>`.
    fn load(&self, module: BorrowedFd<'_>) -> io::Result<()> {
        let mut text = String::new();
        fs::File::from(module.try_clone_to_owned()?).read_to_string(&mut text)?;
        self.note(format!("load {text}"));
        if let Some((errno, last_refusal)) = self.load_fails {
            if !last_refusal.is_empty() {
                fs::write(self.core().join("last_refusal"), last_refusal)?;
            }
            return Err(errno.into());
        }
        match text.strip_prefix("update ") {
            None => self.load_core(1),
            Some(id) => {
                let folder = self.core().join("updates").join(id);
                fs::create_dir_all(folder.join("abort"))?;
                fs::create_dir_all(folder.join("pause"))?;
                fs::write(folder.join("state"), "loaded\n")?;
            }
        }
        Ok(())
    }

    fn unload(&self, name: &str) -> io::Result<()> {
        self.note(format!("unload {name}"));
        match name.strip_prefix("quiesce_") {
            Some(id) => fs::remove_dir_all(self.core().join("updates").join(id)),
            None => fs::remove_dir_all(self.core()),
        }
    }

    fn stage(&self, file: &Path, verb: Verb) -> io::Result<()> {
        self.note(format!("stage {}", verb.as_str()));
        let folder = file.parent().unwrap();
        if let Some((_, code, errno)) = self.fails.filter(|(fails, ..)| *fails == verb) {
            fs::write(folder.join("abort/code"), format!("{code}\n"))?;
            fs::write(
                folder.join("abort/detail"),
                "inet_sendmsg: 1 task is in it\n",
            )?;
            fs::write(
                folder.join("abort/tasks"),
                "812\tdcache\tinet_sendmsg+0x1c\n",
            )?;
            return Err(errno.into());
        }
        let state = match verb {
            Verb::Check => "matched\n",
            Verb::Apply => "applied\n",
            Verb::Undo => "undone\n",
        };
        for (name, ns) in [
            ("rendezvous", 9),
            ("check", 20),
            ("write", 30),
            ("total", 60),
        ] {
            fs::write(
                folder.join("pause").join(format!("{name}_ns")),
                format!("{ns}\n"),
            )?;
        }
        fs::write(folder.join("state"), state)
    }
}
