//! Compiles a patched file by the command that compiled the original.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::{CompileError, Original, Shadow, object_of};
use crate::command;

const LIMIT: Duration = Duration::from_secs(300);

/// Compiles `original`'s source as it is in `shadow`, and gives the object.
pub fn compile(shadow: &Shadow, original: &Original) -> Result<Vec<u8>, CompileError> {
    let object = shadow.root().join(object_of(&original.source));
    // kbuild's command goes on to objtool even when the compiler failed.
    // The shadow's name, which is new each time, must not get into the object: the same patch shall give the same module.
    let same_name = format!(" -fdebug-prefix-map={}=. -c -o ", shadow.root().display());
    let mut shell = Command::new("sh");
    shell
        .args([
            "-e",
            "-c",
            &original.command.replacen(" -c -o ", &same_name, 1),
        ])
        .current_dir(shadow.root());
    let ended = command::run(&mut shell, LIMIT)?;
    if !ended.success || !object.is_file() {
        let line = first_error(&ended.output, &original.source);
        return Err(CompileError::DoesNotCompile {
            file: original.source.clone(),
            line,
            said: ended.excerpt(),
        });
    }
    fs::read(&object).map_err(CompileError::io("reading", object))
}

/// The line of the compiler's first error in `file`: `file:LINE:COLUMN: error: …`.
fn first_error(output: &str, file: &str) -> Option<u32> {
    output
        .lines()
        .filter(|line| line.contains("error:"))
        .find_map(|line| {
            line.strip_prefix(file)?
                .strip_prefix(':')?
                .split(':')
                .next()?
                .parse()
                .ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_line() {
        let output = "fs/open.c: In function ‘f’:\nfs/open.c:12:3: warning: w\nfs/open.c:40:7: error: expected ‘;’\n";
        assert_eq!(first_error(output, "fs/open.c"), Some(40));
        assert_eq!(first_error("cc1: out of memory", "fs/open.c"), None);
    }
}
