//! Applies a patch to copies of the files that it changes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::PatchError;
use crate::command;

const LIMIT: Duration = Duration::from_secs(60);

/// Applies the patch file to the tree `root`, whose patched files are plain files of our own. No fuzz: a hunk whose
/// surroundings differ may mean other code. `version` names the source in errors.
pub fn apply(root: &Path, patch: &Path, version: &str) -> Result<(), PatchError> {
    let mut tool = Command::new("patch");
    tool.args([
        "-p1",
        "--fuzz=0",
        "--batch",
        "--forward",
        "--no-backup-if-mismatch",
        "--reject-file=-",
        "--directory",
    ])
    .arg(root)
    .arg("--input")
    .arg(patch);
    let ended =
        command::run(&mut tool, LIMIT).map_err(|error| PatchError::Tool(error.to_string()))?;
    if ended.success {
        return Ok(());
    }
    Err(PatchError::DoesNotApply {
        version: version.to_owned(),
        hunk: failed_hunk(&ended.output),
    })
}

/// File and hunk that GNU patch could not place, from its output.
fn failed_hunk(output: &str) -> String {
    let mut file = "";
    for line in output.lines() {
        if let Some(name) = line.strip_prefix("patching file ") {
            file = name;
        }
        let failed = line.starts_with("Hunk #") && line.contains("FAILED");
        if failed || line.contains("previously applied") || line.contains("can't find file") {
            return if file.is_empty() {
                line.to_owned()
            } else {
                format!("{file}: {}", line.trim_end_matches('.'))
            };
        }
    }
    output
        .lines()
        .last()
        .unwrap_or("patch gave no reason")
        .to_owned()
}

/// Whether `root` has a file at `path`; a patch may name one that this version does not have.
pub(crate) fn has_file(root: &Path, path: &str) -> bool {
    fs::metadata(root.join(path)).is_ok_and(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_to(text: &str, patch: &str) -> Result<String, PatchError> {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("fs")).unwrap();
        fs::write(root.path().join("fs/x.c"), text).unwrap();
        fs::write(root.path().join("p"), patch).unwrap();
        apply(root.path(), &root.path().join("p"), "6.1")?;
        Ok(fs::read_to_string(root.path().join("fs/x.c")).unwrap())
    }

    const PATCH: &str = "--- a/fs/x.c\n+++ b/fs/x.c\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n";

    #[test]
    fn applies_without_fuzz_and_names_the_hunk() {
        assert_eq!(
            apply_to("one\ntwo\nthree\n", PATCH).unwrap(),
            "one\nTWO\nthree\n"
        );
        let error = apply_to("ONE\ntwo\nthree\n", PATCH).unwrap_err();
        assert!(
            error.to_string().contains("fs/x.c: Hunk #1 FAILED at 1"),
            "{error}"
        );
        let error = apply_to("one\nTWO\nthree\n", PATCH).unwrap_err();
        assert_eq!(error.code(), "patch_does_not_apply");
    }
}
