//! The shape of the files: how long, what they are called, and what they must not speak of.

use anyhow::{Context, Result};

use crate::command::{command, read, root};

/// Past this a file is two ideas.
const LONGEST: usize = 400;
/// The median file should be no longer.
const MEDIAN: usize = 120;
/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 5] = ["utils", "helpers", "manager", "misc", "common"];
/// Words of unfinished work.
const UNFINISHED: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];

/// What is broken, in sentences.
pub fn breaches() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut lengths = Vec::new();
    for path in tracked()?.lines() {
        let stem = path
            .rsplit('/')
            .next()
            .and_then(|name| name.split('.').next())
            .unwrap_or_default();
        if path.split('/').any(|part| EMPTY_NAMES.contains(&part)) || EMPTY_NAMES.contains(&stem) {
            found.push(format!("{path}: the name does not say what is inside"));
        }
        if !(path.ends_with(".rs") || path.ends_with(".c") || path.ends_with(".h")) {
            continue;
        }
        let full = root().join(path);
        // Deleted, but not yet committed.
        if !full.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&full).with_context(|| format!("cannot read {path}"))?;
        let length = text.lines().count();
        lengths.push((length, path.to_owned()));
        if length > LONGEST {
            found.push(format!(
                "{path}: {length} lines; past {LONGEST} it is two ideas"
            ));
        }
        // This file names the words, and is let off.
        if !path.ends_with("architecture/files.rs") {
            let words = UNFINISHED.iter().filter(|word| text.contains(**word));
            found.extend(words.map(|word| format!("{path}: says {word}")));
        }
        if path.ends_with("/lib.rs") || path.ends_with("/main.rs") || path.ends_with("/mod.rs") {
            let opened = text
                .lines()
                .find(|line| !line.starts_with("#!"))
                .is_some_and(|line| line.starts_with("//!"));
            if !opened {
                found.push(format!(
                    "{path}: does not open with a paragraph on what it is for"
                ));
            }
        }
    }
    lengths.sort();
    if let (Some((median, _)), Some((longest, path))) =
        (lengths.get(lengths.len() / 2), lengths.last())
    {
        println!(
            "  {} files of code; median {median} lines, longest {longest} ({path})",
            lengths.len()
        );
        if *median > MEDIAN {
            found.push(format!(
                "the median file has {median} lines; at most {MEDIAN} are wanted"
            ));
        }
    }
    Ok(found)
}

fn tracked() -> Result<String> {
    Ok(String::from_utf8(read(command("git").args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?)?)
}
