//! The core module for one kernel: its sources travel inside this program.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::target::Target;
use super::{LinkError, kbuild};
use crate::kernel::{Cache, PreparedKernel};
use crate::report::BuildLog;

include!(concat!(env!("OUT_DIR"), "/core_sources.rs"));

/// Name of the core module, as in `/sys/module`.
pub const NAME: &str = "quiesce";

/// A core module, and what update modules need to link to it.
#[derive(Debug)]
pub struct Core {
    /// The module as it is loaded.
    pub module: Vec<u8>,
    /// Its exports with their checksums, in the cache.
    pub symvers: PathBuf,
    /// The folder of the ABI header, in the cache.
    pub include: PathBuf,
}

/// Builds the core for `kernel`, or takes it from the cache when it was built from the same sources for the same kernel.
/// `source` is a folder with `core/` and `include/` to use in place of what is embedded.
pub fn obtain(
    cache: &Cache,
    kernel: &PreparedKernel,
    source: Option<&Path>,
    log: &BuildLog,
) -> Result<Core, LinkError> {
    let sources = match source {
        None => SOURCES
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect(),
        Some(folder) => read_sources(folder)?,
    };
    let folder = cache.cores().join(key(kernel, &sources));
    if folder.join("quiesce.ko").is_file() {
        log.say("core", "the core for this kernel is in the cache");
    } else {
        log.timed("core", || build(kernel, &sources, &folder, log))?;
    }
    let module = folder.join("quiesce.ko");
    Ok(Core {
        module: fs::read(&module).map_err(LinkError::io("reading", module))?,
        symvers: folder.join("Module.symvers"),
        include: folder.join("include"),
    })
}

/// Builds in a temporary folder beside `folder` and renames: the cache never holds half a core.
fn build(
    kernel: &PreparedKernel,
    sources: &[(String, Vec<u8>)],
    folder: &Path,
    log: &BuildLog,
) -> Result<(), LinkError> {
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(LinkError::io("creating", parent))?;
    let work = tempfile::Builder::new().prefix(".core-").tempdir_in(parent);
    let work = work.map_err(LinkError::io("creating a folder in", parent))?;
    for (name, bytes) in sources {
        let path = work.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(LinkError::io("creating", folder))?;
        }
        fs::write(&path, bytes).map_err(LinkError::io("writing", path))?;
    }
    log.say(
        "core",
        format!("compiling the core for {}", kernel.release()),
    );
    let core = work.path().join("core");
    let linked = kbuild::build(kernel, &core, NAME, None)?;
    log.say("core", "tying it to the kernel's unexported symbols");
    let module = Target::load(kernel)?.tie(&linked, None)?;
    let symvers = core.join("Module.symvers");
    let done = work.path().join("done");
    fs::create_dir_all(&done).map_err(LinkError::io("creating", &done))?;
    fs::rename(&symvers, done.join("Module.symvers")).map_err(LinkError::io("moving", symvers))?;
    let include = work.path().join("include");
    fs::rename(&include, done.join("include")).map_err(LinkError::io("moving", include))?;
    fs::write(done.join("quiesce.ko"), module).map_err(LinkError::io("writing", &done))?;
    match fs::rename(&done, folder) {
        // Another builder was faster; its core is as good.
        Err(_) if folder.join("quiesce.ko").is_file() => Ok(()),
        other => other.map_err(LinkError::io("moving the core to", folder)),
    }
}

fn read_sources(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, LinkError> {
    let mut sources = Vec::new();
    for part in ["core", "include"] {
        let folder = folder.join(part);
        for entry in fs::read_dir(&folder).map_err(LinkError::io("reading", &folder))? {
            let entry = entry.map_err(LinkError::io("reading", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let source = name.ends_with(".c") || name.ends_with(".h") || name == "Kbuild";
            if source && !name.ends_with(".mod.c") {
                let bytes =
                    fs::read(entry.path()).map_err(LinkError::io("reading", entry.path()))?;
                sources.push((format!("{part}/{name}"), bytes));
            }
        }
    }
    sources.sort();
    Ok(sources)
}

fn key(kernel: &PreparedKernel, sources: &[(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
    hash.update(kernel.kernel().build_id.as_str());
    hash.update(kernel.compiler());
    hash.update(env!("CARGO_PKG_VERSION"));
    for (name, bytes) in sources {
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    format!(
        "{}-{}",
        kernel.release(),
        hex::encode(hash.finalize()).get(..16).unwrap_or_default()
    )
}
