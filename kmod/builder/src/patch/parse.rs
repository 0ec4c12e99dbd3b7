//! Reads the headers and hunks of a unified diff (POSIX `diff -u`; git's extended headers, `git-diff(1)`).

use super::{FileChange, PatchError, PatchedFile, SIZE_LIMIT, SourcePatch};

pub(super) fn parse(patch: &[u8]) -> Result<SourcePatch, PatchError> {
    if patch.len() > SIZE_LIMIT {
        return Err(PatchError::TooLarge { size: patch.len() });
    }
    let text = String::from_utf8_lossy(patch);
    let mut reader = Reader {
        lines: text.split('\n').collect(),
        at: 0,
    };
    let mut files = Vec::new();
    while let Some(line) = reader.peek() {
        let next = reader.lines.get(reader.at + 1).copied();
        if let Some(names) = line.strip_prefix("diff --git ") {
            reader.at += 1;
            files.extend(reader.git_file(names)?);
        } else if line.starts_with("--- ") && next.is_some_and(|next| next.starts_with("+++ ")) {
            files.push(reader.text_file(FileChange::Modified)?);
        } else {
            // Prose before a file: a commit message, a mail's header.
            reader.at += 1;
        }
    }
    if files.is_empty() {
        Err(PatchError::Empty)
    } else {
        Ok(SourcePatch { files })
    }
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).copied()
    }

    fn malformed(&self, what: &'static str) -> PatchError {
        PatchError::Malformed {
            line: self.at + 1,
            what,
        }
    }

    /// The extended headers after `diff --git`, and the hunks behind them. A change of mode alone is no change here.
    fn git_file(&mut self, names: &str) -> Result<Option<PatchedFile>, PatchError> {
        let mut change = FileChange::Modified;
        while let Some(line) = self.peek() {
            if line.starts_with("--- ") {
                return self.text_file(change).map(Some);
            } else if line.starts_with("new file mode ") {
                change = FileChange::Created;
            } else if line.starts_with("deleted file mode ") {
                change = FileChange::Deleted;
            } else if line.starts_with("rename from ") || line.starts_with("copy from ") {
                change = FileChange::Renamed;
            } else if line.starts_with("GIT binary patch") || line.starts_with("Binary files ") {
                change = FileChange::Binary;
            } else if !is_extended_header(line) {
                break;
            }
            self.at += 1;
        }
        if change == FileChange::Modified {
            return Ok(None);
        }
        let new_name = names.rsplit_once(" b/").map_or(names, |(_, name)| name);
        Ok(Some(PatchedFile {
            path: inside(new_name)?,
            change,
            line: None,
        }))
    }

    /// `--- old`, `+++ new` and the hunks.
    fn text_file(&mut self, declared: FileChange) -> Result<PatchedFile, PatchError> {
        let old = self.name("--- ")?;
        let new = self.name("+++ ")?;
        let change = match (old, new) {
            ("/dev/null", "/dev/null") => return Err(self.malformed("both names are /dev/null")),
            ("/dev/null", _) => FileChange::Created,
            (_, "/dev/null") => FileChange::Deleted,
            (_, _) => declared,
        };
        let path = inside(without_top(if new == "/dev/null" { old } else { new }))?;
        let mut line = None;
        while let Some(header) = self.peek().filter(|line| line.starts_with("@@ -")) {
            let (start, old_lines, new_lines) =
                hunk_header(header).ok_or_else(|| self.malformed("this is not a hunk's header"))?;
            line = line.or(Some(start));
            self.at += 1;
            self.hunk(old_lines, new_lines)?;
        }
        if line.is_none() && change == FileChange::Modified {
            return Err(self.malformed("a file without a hunk"));
        }
        Ok(PatchedFile { path, change, line })
    }

    fn name(&mut self, prefix: &str) -> Result<&'a str, PatchError> {
        let line = self.peek().and_then(|line| line.strip_prefix(prefix));
        let line = line.ok_or_else(|| self.malformed("a file's old and new names belong here"))?;
        self.at += 1;
        // A tab and a time may follow the name.
        Ok(line.split('\t').next().unwrap_or(line).trim_end())
    }

    /// Steps over a hunk's lines by its header's counts, so that nothing in them is taken for a header.
    fn hunk(&mut self, mut old: u32, mut new: u32) -> Result<(), PatchError> {
        while old > 0 || new > 0 {
            let line = self
                .peek()
                .ok_or_else(|| self.malformed("the patch ends within a hunk"))?;
            let (in_old, in_new) = match line.bytes().next() {
                Some(b'-') => (1, 0),
                Some(b'+') => (0, 1),
                Some(b'\\') => (0, 0),
                // An empty line is a context line whose blank a mail program ate.
                Some(b' ' | b'\r') | None => (1, 1),
                Some(_) => return Err(self.malformed("a hunk's line begins with a blank, + or -")),
            };
            let short = || PatchError::Malformed {
                line: self.at + 1,
                what: "the hunk has more lines than its header says",
            };
            old = old.checked_sub(in_old).ok_or_else(short)?;
            new = new.checked_sub(in_new).ok_or_else(short)?;
            self.at += 1;
        }
        Ok(())
    }
}

fn is_extended_header(line: &str) -> bool {
    let headers = [
        "index ",
        "old mode ",
        "new mode ",
        "similarity index ",
        "dissimilarity index ",
        "rename to ",
        "copy to ",
    ];
    headers.iter().any(|header| line.starts_with(header))
}

/// `@@ -12,7 +12,9 @@ …`: first old line, old lines, new lines. A count left out is 1.
fn hunk_header(line: &str) -> Option<(u32, u32, u32)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let range = |text: &str| match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    let (start, old_lines) = range(old)?;
    let (_, new_lines): (u32, u32) = range(new)?;
    Some((start, old_lines, new_lines))
}

/// The name without its first folder, `a/` or `b/` (`patch -p1`).
fn without_top(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, rest)| rest)
}

/// A path that stays inside the tree and needs no quoting.
fn inside(path: &str) -> Result<String, PatchError> {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ',' | '@');
    let steps = path
        .split('/')
        .all(|step| !step.is_empty() && step != "." && step != "..");
    if steps && path.chars().all(plain) && path.len() <= 512 {
        Ok(path.to_owned())
    } else {
        Err(PatchError::Path {
            path: path.chars().take(80).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "From: someone\n\n--- in prose\n\ndiff --git a/fs/open.c b/fs/open.c\nindex 1..2 100644\n--- \
        a/fs/open.c\n+++ b/fs/open.c\n@@ -10,2 +10,3 @@ int f(void)\n context\n+--- a/x\n+++ b/y\n-old\n";

    #[test]
    fn finds_files_and_lines() {
        let patch = parse(GOOD.as_bytes()).unwrap();
        assert_eq!(
            patch.files,
            [PatchedFile {
                path: "fs/open.c".into(),
                change: FileChange::Modified,
                line: Some(10)
            }]
        );
    }

    #[test]
    fn git_headers_tell_what_is_done() {
        let change = |text: &str| parse(text.as_bytes()).map(|patch| patch.files[0].change);
        let git = "diff --git a/fs/a.c b/fs/a.c\n";
        assert_eq!(
            change(&format!(
                "{git}new file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/fs/a.c\n@@ -0,0 +1 @@\n+x\n"
            )),
            Ok(FileChange::Created)
        );
        assert_eq!(
            change(&format!("{git}deleted file mode 100644\n")),
            Ok(FileChange::Deleted)
        );
        assert_eq!(
            change(
                "diff --git a/fs/a.c b/fs/b.c\nsimilarity index 100%\nrename from fs/a.c\nrename to fs/b.c\n"
            ),
            Ok(FileChange::Renamed)
        );
        assert_eq!(
            change(&format!(
                "{git}index 1..2\nBinary files a/fs/a.c and b/fs/a.c differ\n"
            )),
            Ok(FileChange::Binary)
        );
        assert_eq!(
            change(&format!("{git}old mode 100644\nnew mode 100755\n")),
            Err(PatchError::Empty)
        );
    }

    #[test]
    fn paths_stay_inside() {
        for path in [
            "../etc/passwd",
            "fs/../../x",
            "/etc/x",
            "fs//x.c",
            "a b.c",
            "fs/$(x).c",
            "\"fs/x.c\"",
        ] {
            let patch = format!("--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-a\n+b\n");
            assert!(
                matches!(parse(patch.as_bytes()), Err(PatchError::Path { .. })),
                "{path}"
            );
        }
    }

    #[test]
    fn a_cut_or_overfull_hunk_is_malformed() {
        let head = "--- a/fs/x.c\n+++ b/fs/x.c\n";
        for hunk in [
            "@@ -1,3 +1,3 @@\n a\n",
            "@@ -1 +1 @@\n+a\n+b\n",
            "@@ -1,9 +1,9 @@\n!x\n",
            "@@ nonsense\n",
            "",
        ] {
            assert!(
                matches!(
                    parse(format!("{head}{hunk}").as_bytes()),
                    Err(PatchError::Malformed { .. })
                ),
                "{hunk}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn never_panics_on_near_patches(lines in proptest::collection::vec(
            prop_oneof!["--- a/[a-z./]{0,9}", "\\+\\+\\+ b/[a-z./]{0,9}", "@@ -[0-9]{1,11},[0-9] \\+[0-9]{1,3} @@", "[-+ ]x", "diff --git [ab/ ]{0,8}"], 0..20)) {
            let _ = parse(lines.join("\n").as_bytes());
        }
    }
}
