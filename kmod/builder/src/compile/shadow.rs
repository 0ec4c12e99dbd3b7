//! A tree that looks like the prepared kernel tree, with a few files of its own. Folders on the way to those files are
//! real, everything else is a symbolic link, so that it costs milliseconds and nothing can write into the prepared tree.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::CompileError;

/// A shadow of a kernel tree.
#[derive(Debug)]
pub struct Shadow {
    root: PathBuf,
}

impl Shadow {
    /// Makes a shadow of `tree` in the empty folder `root`, with copies of `files` (relative paths).
    pub fn make(tree: &Path, root: PathBuf, files: &[String]) -> Result<Self, CompileError> {
        let own: BTreeSet<&Path> = files.iter().map(Path::new).collect();
        let folders: BTreeSet<&Path> = own
            .iter()
            .flat_map(|file| file.ancestors().skip(1))
            .collect();
        for folder in folders {
            let (from, to) = (tree.join(folder), root.join(folder));
            fs::create_dir_all(&to).map_err(CompileError::io("creating", &to))?;
            for entry in fs::read_dir(&from).map_err(CompileError::io("reading", &from))? {
                let entry = entry.map_err(CompileError::io("reading", &from))?;
                let path = folder.join(entry.file_name());
                let (from, to) = (entry.path(), root.join(&path));
                if own.contains(path.as_path()) {
                    fs::copy(&from, &to).map_err(CompileError::io("copying", from))?;
                } else if !is_product(&path) && !own.iter().any(|file| file.starts_with(&path)) {
                    symlink(&from, &to).map_err(CompileError::io("linking", to))?;
                }
            }
        }
        Ok(Self { root })
    }

    /// Its top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// What a compilation writes: a link to it would lead the compiler's output into the prepared tree.
fn is_product(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".o")
        || (name.starts_with('.') && (name.ends_with(".cmd") || name.ends_with(".d")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_files_are_copies_and_the_rest_is_linked() {
        let tree = tempfile::tempdir().unwrap();
        let shadow = tempfile::tempdir().unwrap();
        for file in [
            "Makefile",
            "fs/open.c",
            "fs/open.o",
            "fs/internal.h",
            "fs/ext4/inode.c",
            "net/core/dev.c",
        ] {
            let path = tree.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let made = Shadow::make(
            tree.path(),
            shadow.path().to_owned(),
            &["fs/open.c".to_owned()],
        )
        .unwrap();
        fs::write(made.root().join("fs/open.c"), "patched").unwrap();
        fs::write(made.root().join("fs/open.o"), "new").unwrap();
        assert_eq!(
            fs::read_to_string(tree.path().join("fs/open.c")).unwrap(),
            "fs/open.c"
        );
        assert_eq!(
            fs::read_to_string(tree.path().join("fs/open.o")).unwrap(),
            "fs/open.o"
        );
        assert_eq!(
            fs::read_to_string(made.root().join("net/core/dev.c")).unwrap(),
            "net/core/dev.c"
        );
        assert_eq!(
            fs::read_to_string(made.root().join("fs/internal.h")).unwrap(),
            "fs/internal.h"
        );
        assert!(made.root().join("fs/ext4").is_symlink());
    }
}
