//! Objects of the unpatched source, compiled once a kernel and kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{CompileError, SECTION_FLAGS, object_of};
use crate::command;
use crate::kernel::PreparedKernel;
use crate::kernel::prepare::make;
use crate::report::BuildLog;

const LIMIT: Duration = Duration::from_secs(600);

/// An object of the unpatched source.
#[derive(Debug, Clone)]
pub struct Original {
    /// Source file, relative to the kernel tree.
    pub source: String,
    /// The object file's bytes.
    pub object: Vec<u8>,
    /// The shell command that made it, to be run at the top of a kernel tree.
    pub command: String,
}

impl Original {
    /// Whether kbuild compiled it as part of a loadable module.
    pub fn is_module(&self) -> bool {
        self.command
            .split_whitespace()
            .any(|word| word == "-DMODULE")
    }
}

/// The originals of `sources`, in their order: from the kernel's folder in the cache, or compiled now.
pub fn originals(
    kernel: &PreparedKernel,
    sources: &[String],
    log: &BuildLog,
) -> Result<Vec<Original>, CompileError> {
    let missing = || {
        sources
            .iter()
            .filter(|source| !kept(kernel, source).0.is_file())
    };
    if missing().next().is_some() {
        let _lock = kernel.lock_tree()?;
        // Another build may have made them while this one waited.
        let missing: Vec<&String> = missing().collect();
        if !missing.is_empty() {
            log.say(
                "compile",
                format!(
                    "compiling {} as it was (kept for next time)",
                    list(&missing)
                ),
            );
            build(kernel, &missing)?;
        }
    }
    sources.iter().map(|source| read(kernel, source)).collect()
}

fn list(sources: &[&String]) -> String {
    sources
        .iter()
        .map(|source| source.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Compiles by kbuild's single targets, and moves the results out of the tree.
fn build(kernel: &PreparedKernel, sources: &[&String]) -> Result<(), CompileError> {
    let tree = kernel.source();
    let mut make = make(&tree, kernel.release());
    make.arg(format!("KCFLAGS={SECTION_FLAGS}"))
        .args(sources.iter().map(|source| object_of(source)));
    let ended = command::run(&mut make, LIMIT)?;
    if !ended.success {
        let named = sources
            .iter()
            .find(|source| ended.output.contains(source.as_str()))
            .unwrap_or(&sources[0]);
        return Err(CompileError::OriginalDoesNotCompile {
            file: (*named).clone(),
            said: ended.excerpt(),
        });
    }
    for source in sources {
        let made = tree.join(object_of(source));
        let record = record_of(&made);
        let (object, command) = kept(kernel, source);
        let text = fs::read_to_string(&record).map_err(CompileError::io("reading", &record))?;
        let folder = object.parent().unwrap_or(&object);
        fs::create_dir_all(folder).map_err(CompileError::io("creating", folder))?;
        fs::write(&command, saved_command(&text)).map_err(CompileError::io("writing", command))?;
        // Last, since it says that both are there.
        fs::rename(&made, &object).map_err(CompileError::io("moving", made))?;
    }
    Ok(())
}

fn read(kernel: &PreparedKernel, source: &str) -> Result<Original, CompileError> {
    let (object, command) = kept(kernel, source);
    Ok(Original {
        source: source.to_owned(),
        command: fs::read_to_string(&command).map_err(CompileError::io("reading", command))?,
        object: fs::read(&object).map_err(CompileError::io("reading", object))?,
    })
}

fn kept(kernel: &PreparedKernel, source: &str) -> (PathBuf, PathBuf) {
    let object = kernel.objects().join(object_of(source));
    let command = object.with_extension("command");
    (object, command)
}

/// kbuild's record of how it made `net/core/rtnetlink.o`: `net/core/.rtnetlink.o.cmd`.
fn record_of(object: &Path) -> PathBuf {
    let name = object.file_name().unwrap_or_default().to_string_lossy();
    object.with_file_name(format!(".{name}.cmd"))
}

/// The command in kbuild's record, for a shell: the record is a makefile, in which `$` is doubled and `#` is `$(pound)`
/// (`make-cmd` in `scripts/Kbuild.include`).
fn saved_command(record: &str) -> String {
    let line = record.lines().next().unwrap_or_default();
    let command = line.split_once(" := ").map_or(line, |(_, command)| command);
    command.replace("$(pound)", "#").replace("$$", "$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_what_make_needs() {
        let record = "cmd_fs/open.o := gcc -DX='\"$$a$(pound)b\"' -c -o fs/open.o fs/open.c ; ./tools/objtool/objtool fs/open.o\n\nsource_fs/open.o := fs/open.c\n";
        assert_eq!(
            saved_command(record),
            "gcc -DX='\"$a#b\"' -c -o fs/open.o fs/open.c ; ./tools/objtool/objtool fs/open.o"
        );
    }

    #[test]
    fn finds_kbuilds_record() {
        assert_eq!(
            record_of(Path::new("net/core/rtnetlink.o")),
            Path::new("net/core/.rtnetlink.o.cmd")
        );
        assert_eq!(object_of("net/core/rtnetlink.c"), "net/core/rtnetlink.o");
    }
}
