//! A source patch: a unified diff against the kernel's source, as `git diff` or `diff -u` writes it.
//!
//! Parsing decides by name what can be built at all; applying is left to GNU patch, without fuzz.

mod apply;
mod parse;

use quiesce_types::build::Reason;

pub use apply::apply;
pub(crate) use apply::has_file;

/// Bytes of the largest patch taken.
pub const SIZE_LIMIT: usize = 4 << 20;

/// What a patch changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePatch {
    /// Every file, relative to the kernel's source tree, in the patch's order.
    pub files: Vec<PatchedFile>,
}

/// One file that a patch changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchedFile {
    /// Relative to the kernel's source tree.
    pub path: String,
    /// What is done to it.
    pub change: FileChange,
    /// Line in the original at which the first hunk begins.
    pub line: Option<u32>,
}

/// What a patch does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// Changes its lines.
    Modified,
    /// Makes it.
    Created,
    /// Removes it.
    Deleted,
    /// Gives it another name.
    Renamed,
    /// Changes bytes that are not text.
    Binary,
}

/// Why a patch cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// It is not a unified diff.
    #[error(
        "line {line} of the patch: {what}. Make the patch with `git diff` or `diff -u` from the top of the kernel's source"
    )]
    Malformed {
        /// Line in the patch, from 1.
        line: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// It changes nothing.
    #[error(
        "the patch changes no file: it has no `---`/`+++` lines. Make it with `git diff` or `diff -u`"
    )]
    Empty,
    /// It is too large.
    #[error("the patch has {size} bytes, and {SIZE_LIMIT} are allowed; split it")]
    TooLarge {
        /// Bytes.
        size: usize,
    },
    /// A path that leads out of the kernel's source.
    #[error(
        "the patch changes `{path}`, which is not a path inside the kernel's source; make it with `git diff`"
    )]
    Path {
        /// The path.
        path: String,
    },
    /// A hunk does not fit.
    #[error(
        "the patch does not apply to {version}: {hunk}. Make it anew from Debian's source of that version"
    )]
    DoesNotApply {
        /// Version of the source.
        version: String,
        /// File and hunk, and what GNU patch said.
        hunk: String,
    },
    /// Files could not be read or written, or GNU patch could not be run.
    #[error("the patch could not be applied: {0}")]
    Tool(String),
}

impl PatchError {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } | Self::Empty | Self::TooLarge { .. } => "patch_malformed",
            Self::Path { .. } => "patch_path",
            Self::DoesNotApply { .. } => "patch_does_not_apply",
            Self::Tool(_) => "tool_failed",
        }
    }
}

/// What a file of the kernel's source means to a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Code,
    Header,
    Assembly,
    BuildRule,
    /// Documentation, tests and tools: not part of the kernel.
    Beside,
    Other,
}

impl SourcePatch {
    /// Reads a patch.
    pub fn parse(patch: &[u8]) -> Result<Self, PatchError> {
        parse::parse(patch)
    }

    /// The `.c` files that it changes.
    pub fn code(&self) -> impl Iterator<Item = &str> {
        self.files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| kind(path) == FileKind::Code)
    }

    /// Files that have no part in the kernel, and are left aside.
    pub fn beside(&self) -> impl Iterator<Item = &str> {
        self.files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| kind(path) == FileKind::Beside)
    }

    /// Why it cannot be built as an update, by file; empty when it can be tried.
    pub fn refusals(&self) -> Vec<Reason> {
        self.files.iter().filter_map(refusal).collect()
    }
}

fn refusal(file: &PatchedFile) -> Option<Reason> {
    let path = &file.path;
    let (code, message) = match (kind(path), file.change) {
        (FileKind::Beside, _) => return None,
        (_, FileChange::Binary) => (
            "binary_change",
            format!("{path} is changed as a binary file; only source text can be built"),
        ),
        (_, FileChange::Renamed) => (
            "file_renamed",
            format!(
                "{path} gets another name; change it where it is, so that old and new can be compared"
            ),
        ),
        (FileKind::Header, FileChange::Modified) => (
            "header_change",
            format!(
                "{path} is a header: what it changes is compiled into every object that includes it, and those are not all \
                 rebuilt yet. Move the change into the .c files that need it"
            ),
        ),
        (FileKind::Assembly, _) => (
            "assembly_change",
            format!(
                "{path} is assembly, which has no ftrace sites to redirect; fix a C function that calls it"
            ),
        ),
        (FileKind::BuildRule, _) => (
            "build_change",
            format!(
                "{path} configures the build; a running kernel keeps its configuration. Leave it out of the patch"
            ),
        ),
        (FileKind::Other, _) => (
            "unknown_file",
            format!(
                "{path} is not C source; leave it out of the patch, or change the C code that uses it"
            ),
        ),
        (_, FileChange::Created) => (
            "file_created",
            format!(
                "{path} is a new file, which no object contains; put its functions into a file that is built in"
            ),
        ),
        (_, FileChange::Deleted) => (
            "file_deleted",
            format!(
                "{path} is removed; a running kernel cannot forget code. Empty its functions instead"
            ),
        ),
        (FileKind::Code, FileChange::Modified) => return None,
    };
    Some(Reason {
        code: code.to_owned(),
        function: None,
        file: Some(path.clone()),
        line: file.line,
        message,
    })
}

fn kind(path: &str) -> FileKind {
    let name = path.rsplit('/').next().unwrap_or(path);
    let beside = ["Documentation/", "tools/", "samples/", "LICENSES/"];
    if beside.iter().any(|folder| path.starts_with(folder))
        || matches!(path, "MAINTAINERS" | "CREDITS")
    {
        return FileKind::Beside;
    }
    if name.starts_with("Makefile")
        || name.starts_with("Kbuild")
        || name.starts_with("Kconfig")
        || path.starts_with("scripts/")
    {
        return FileKind::BuildRule;
    }
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("c") => FileKind::Code,
        Some("h") => FileKind::Header,
        Some("S" | "s") => FileKind::Assembly,
        Some(_) | None => FileKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(path: &str, change: FileChange) -> Vec<String> {
        let patch = SourcePatch {
            files: vec![PatchedFile {
                path: path.to_owned(),
                change,
                line: None,
            }],
        };
        patch
            .refusals()
            .into_iter()
            .map(|reason| reason.code)
            .collect()
    }

    #[test]
    fn refuses_by_name_what_cannot_be_built() {
        assert!(codes("fs/open.c", FileChange::Modified).is_empty());
        assert!(codes("Documentation/x.rst", FileChange::Created).is_empty());
        assert_eq!(
            codes("include/linux/fs.h", FileChange::Modified),
            ["header_change"]
        );
        assert_eq!(
            codes("arch/x86/entry/entry_64.S", FileChange::Modified),
            ["assembly_change"]
        );
        assert_eq!(codes("fs/Kconfig", FileChange::Modified), ["build_change"]);
        assert_eq!(codes("fs/Makefile", FileChange::Modified), ["build_change"]);
        assert_eq!(codes("fs/new.c", FileChange::Created), ["file_created"]);
        assert_eq!(codes("fs/old.c", FileChange::Deleted), ["file_deleted"]);
        assert_eq!(codes("fs/open.c", FileChange::Renamed), ["file_renamed"]);
        assert_eq!(codes("fs/open.c", FileChange::Binary), ["binary_change"]);
        assert_eq!(
            codes("drivers/x.dts", FileChange::Modified),
            ["unknown_file"]
        );
    }
}
