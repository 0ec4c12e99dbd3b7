//! The core module as `/sys/kernel/quiesce` shows it.
//!
//! ```text
//! version  abi  build_id  last_refusal
//! updates/<id>/state              loaded | matched | applied | undone
//! updates/<id>/stage              takes check | apply | undo, and comes back when that is over
//! updates/<id>/abort/{code,detail,tasks}
//! updates/<id>/pause/{rendezvous_ns,check_ns,write_ns,total_ns}
//! ```

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Pause, Refusal, RefusalCode};
use rustix::io::Errno;

use crate::kernel::Kernel;

/// Bytes of one sysfs file: a page.
const PAGE: u64 = 4096;

/// The core's folder.
pub struct Core(PathBuf);

/// One update's folder.
pub struct UpdateFolder(PathBuf);

/// Where an update stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its module is there.
    Loaded,
    /// A dry run found the kernel as expected.
    Matched,
    /// Its functions are in force.
    Applied,
    /// The original ones are, again.
    Undone,
}

/// What can be written to `stage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Compare the running kernel with the original; change nothing.
    Check,
    /// Redirect.
    Apply,
    /// Restore.
    Undo,
}

impl Verb {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Apply => "apply",
            Self::Undo => "undo",
        }
    }
}

impl Core {
    /// Where sysfs is mounted at `sysfs`.
    pub fn under(sysfs: &Path) -> Self {
        Self(sysfs.join("kernel/quiesce"))
    }

    /// The ABI it speaks; none when it is not loaded.
    pub fn abi(&self) -> Option<u32> {
        read(&self.0.join("abi"))?.parse().ok()
    }

    /// An update that is loaded.
    pub fn update(&self, id: &UpdateId) -> Option<UpdateFolder> {
        let folder = self.0.join("updates").join(id.as_str());
        folder.is_dir().then_some(UpdateFolder(folder))
    }

    /// What it means that a module would not load. The core leaves its own reason in `last_refusal`, as
    /// `code: sentence`; without one, it was the kernel's module loader that refused.
    pub fn load_refusal(&self, error: &io::Error) -> Refusal {
        let errno = Errno::from_io_error(error);
        let (code, advice) = match errno {
            Some(Errno::KEYREJECTED | Errno::NOKEY | Errno::BADMSG) => (
                RefusalCode::ModuleKeyRejected,
                "this kernel takes only modules signed with a key it knows: enrol the site's module key",
            ),
            Some(Errno::PERM) => (
                RefusalCode::NotPrivileged,
                "run the loader as root, and see that kernel.modules_disabled is 0",
            ),
            Some(Errno::NOMEM) => (RefusalCode::OutOfMemory, "free memory and try again"),
            Some(Errno::EXIST) => (
                RefusalCode::AlreadyLoaded,
                "a module of this name is there: see lsmod",
            ),
            _ => (
                RefusalCode::ModuleRejected,
                "see the kernel's log with dmesg",
            ),
        };
        match read(&self.0.join("last_refusal"))
            .as_deref()
            .and_then(|text| text.split_once(": "))
        {
            Some((core_code, sentence)) if code == RefusalCode::ModuleRejected => Refusal::new(
                meaning(core_code),
                format!("the core refuses the module: {sentence}"),
            ),
            _ => Refusal::new(
                code,
                format!("the kernel refuses the module ({error}); {advice}"),
            ),
        }
    }
}

impl UpdateFolder {
    /// Where the update stands.
    pub fn state(&self) -> Result<State, Refusal> {
        let text = read(&self.0.join("state")).unwrap_or_default();
        match text.as_str() {
            "loaded" => Ok(State::Loaded),
            "matched" => Ok(State::Matched),
            "applied" => Ok(State::Applied),
            "undone" => Ok(State::Undone),
            _ => {
                let message = format!(
                    "the core says an update is `{text}`; are core and loader of one version?"
                );
                Err(Refusal::new(RefusalCode::CoreRefused, message))
            }
        }
    }

    /// Has the core do something, and says why when it did not.
    pub fn stage<K: Kernel>(&self, kernel: &K, verb: Verb) -> Result<(), Refusal> {
        kernel
            .stage(&self.0.join("stage"), verb)
            .map_err(|error| self.abort(verb, &error))
    }

    /// How long the CPUs were held last time.
    pub fn pause(&self) -> Option<Pause> {
        let ns = |name: &str| read(&self.0.join("pause").join(name))?.parse().ok();
        Some(Pause {
            rendezvous_ns: ns("rendezvous_ns")?,
            check_ns: ns("check_ns")?,
            write_ns: ns("write_ns")?,
            total_ns: ns("total_ns")?,
        })
    }

    fn abort(&self, verb: Verb, error: &io::Error) -> Refusal {
        let abort = |name: &str| read(&self.0.join("abort").join(name)).unwrap_or_default();
        let code = abort("code");
        let (code, detail) = match code.as_str() {
            // The core does not know of the failure: the file itself could not be opened or written.
            "" | "ok" => (RefusalCode::Io, error.to_string()),
            _ => (meaning(&code), abort("detail")),
        };
        let message = if code == RefusalCode::Busy {
            format!("{detail}; it will be possible when they have left it: try again")
        } else {
            format!("the core could not {}: {detail}", verb.as_str())
        };
        let tasks = abort("tasks").lines().filter_map(task).collect();
        Refusal {
            code,
            message,
            tasks,
        }
    }
}

/// The loader's word for one of the core's codes.
fn meaning(core: &str) -> RefusalCode {
    match core {
        "busy" => RefusalCode::Busy,
        "no_match" => RefusalCode::NoMatch,
        "already_applied" => RefusalCode::AlreadyApplied,
        "already_loaded" => RefusalCode::AlreadyLoaded,
        "unsupported" => RefusalCode::Unsupported,
        "wrong_kernel" => RefusalCode::WrongKernel,
        "out_of_memory" => RefusalCode::OutOfMemory,
        "conflict" => RefusalCode::Conflict,
        "not_applied" => RefusalCode::NotApplied,
        "not_on_top" => RefusalCode::NotOnTop,
        "malformed" => RefusalCode::ModuleRejected,
        _ => RefusalCode::CoreRefused,
    }
}

/// `pid`, name and function, parted by tabs, as people read them.
fn task(line: &str) -> Option<String> {
    let mut fields = line.split('\t');
    let (pid, name, function) = (fields.next()?, fields.next()?, fields.next()?);
    Some(format!("{name} ({pid}) in {function}"))
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path)
        .ok()?
        .take(PAGE)
        .read_to_string(&mut text)
        .ok()?;
    Some(text.trim_end().to_owned())
}
