//! Which files are compiled when a source file changes: itself, or those in its folder that include it. The scheduler is
//! built that way: `kernel/sched/build_policy.c` includes `rt.c`, `deadline.c` and others.

use std::fs;
use std::path::Path;

use super::CompileError;

/// Bytes of a file that only includes others; a larger one has code of its own and is not searched to its end.
const HEAD: usize = 64 << 10;

/// The files of `tree` to compile for a change in `source`, relative like it.
pub fn compiled_for(tree: &Path, source: &str) -> Result<Vec<String>, CompileError> {
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
    let include = format!("#include \"{name}\"");
    let path = tree.join(folder);
    let mut includers = Vec::new();
    for entry in fs::read_dir(&path).map_err(CompileError::io("reading", &path))? {
        let entry = entry.map_err(CompileError::io("reading", &path))?;
        let other = entry.file_name().to_string_lossy().into_owned();
        if !other.ends_with(".c") || other == name {
            continue;
        }
        let text = fs::read(entry.path()).map_err(CompileError::io("reading", entry.path()))?;
        let head = String::from_utf8_lossy(text.get(..HEAD.min(text.len())).unwrap_or_default());
        if head.lines().any(|line| line.trim_end() == include) {
            includers.push(if folder.is_empty() {
                other
            } else {
                format!("{folder}/{other}")
            });
        }
    }
    includers.sort();
    Ok(if includers.is_empty() {
        vec![source.to_owned()]
    } else {
        includers
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_included_is_compiled_by_its_includer() {
        let tree = tempfile::tempdir().unwrap();
        let folder = tree.path().join("kernel/sched");
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in [
            ("rt.c", "int rt;\n"),
            ("fair.c", "int fair; /* like rt.c */\n"),
            (
                "build_policy.c",
                "#include \"sched.h\"\n#include \"rt.c\"\n",
            ),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        let compiled = |source| compiled_for(tree.path(), source).unwrap();
        assert_eq!(
            compiled("kernel/sched/rt.c"),
            ["kernel/sched/build_policy.c"]
        );
        assert_eq!(compiled("kernel/sched/fair.c"), ["kernel/sched/fair.c"]);
    }
}
