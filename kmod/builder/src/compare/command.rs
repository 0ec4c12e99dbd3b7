//! `quiesce-build compare [--json] ORIG.o PATCHED.o`.
//!
//! Exit status: 0 changed, 3 no change, 2 refused, 1 error (not readable, not ELF, another machine).
//!
//! For people it prints a line a function, `changed NAME`, `new NAME` or `gone NAME`, with a note behind a dash where
//! there is one; then a line a reason, `refused CODE FUNCTION FILE:LINE: MESSAGE`; last `verdict: …`. `--json` prints one object:
//! `verdict` (`changed`, `no_change`, `refused`), `changed`, `new`, `gone` (arrays of names), `notes` (object, note by name) and
//! `reasons` (array of objects with `code`, `function`, `file`, `line`, `message`). An error goes to standard error; with `--json`
//! an object with `verdict: "error"`, `code` and `message` goes to standard output as well.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use quiesce_types::build::{FunctionChange, Reason};
use serde::Serialize;

use super::{CompareError, Comparison, Verdict, compare};

/// The largest object that is read, in bytes. The kernel's largest with debug information is about 20 MiB.
const MAX_OBJECT: u64 = 512 << 20;

/// Arguments of the command.
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// Print one JSON object instead of lines.
    #[arg(long)]
    pub json: bool,
    /// The object compiled from the original source.
    pub orig: PathBuf,
    /// The object compiled from the patched source.
    pub patched: PathBuf,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    verdict: &'static str,
    changed: Vec<&'a str>,
    new: Vec<&'a str>,
    gone: Vec<&'a str>,
    notes: BTreeMap<&'a str, &'a str>,
    reasons: &'a [Reason],
}

/// Why the command ended with an error.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error("{path} cannot be read: {source}; check the name and its permissions")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{0} is larger than 512 MiB, which no object is; check that it is the right file")]
    TooLarge(PathBuf),
    #[error(transparent)]
    Compare(#[from] CompareError),
}

impl CommandError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "not_readable",
            Self::TooLarge(_) => "too_large",
            Self::Compare(error) => error.code(),
        }
    }
}

/// Runs the command and prints its result.
#[must_use]
pub fn run(args: &CompareArgs) -> ExitCode {
    match compared(args) {
        Ok(comparison) => {
            let text = if args.json {
                as_json(&comparison)
            } else {
                as_lines(&comparison)
            };
            print(&text);
            ExitCode::from(status(comparison.verdict))
        }
        Err(error) => {
            eprintln!("quiesce-build compare: {error}");
            if args.json {
                print(&serde_json::json!({ "verdict": "error", "code": error.code(), "message": error.to_string() }).to_string());
            }
            ExitCode::from(1)
        }
    }
}

/// The exit status of a verdict.
#[must_use]
pub fn status(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Changed => 0,
        Verdict::Refused => 2,
        Verdict::NoChange => 3,
    }
}

/// The result as one JSON object.
#[must_use]
pub fn as_json(comparison: &Comparison) -> String {
    let document = Document {
        verdict: word(comparison.verdict),
        changed: names(comparison, FunctionChange::Changed),
        new: names(comparison, FunctionChange::New),
        gone: names(comparison, FunctionChange::Gone),
        notes: comparison
            .functions
            .iter()
            .filter(|diff| !diff.note.is_empty())
            .map(|diff| (&*diff.name, &*diff.note))
            .collect(),
        reasons: &comparison.refusals,
    };
    serde_json::to_string(&document).unwrap_or_default()
}

/// The result as lines for people.
#[must_use]
pub fn as_lines(comparison: &Comparison) -> String {
    let mut lines = Vec::new();
    for diff in &comparison.functions {
        let change = match diff.change {
            FunctionChange::Changed => "changed",
            FunctionChange::New => "new",
            FunctionChange::Gone => "gone",
        };
        let note = if diff.note.is_empty() {
            String::new()
        } else {
            format!(" - {}", diff.note)
        };
        lines.push(format!("{change} {}{note}", diff.name));
    }
    for reason in &comparison.refusals {
        let function = reason.function.as_deref().unwrap_or("-");
        let place = match (&reason.file, reason.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            (Some(file), None) => format!(" {file}"),
            (None, _) => String::new(),
        };
        lines.push(format!(
            "refused {} {function}{place}: {}",
            reason.code, reason.message
        ));
    }
    lines.push(format!(
        "verdict: {}",
        word(comparison.verdict).replace('_', " ")
    ));
    lines.join("\n")
}

fn compared(args: &CompareArgs) -> Result<Comparison, CommandError> {
    Ok(compare(&read(&args.orig)?, &read(&args.patched)?)?)
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |source| CommandError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .map_err(failed)?
        .take(MAX_OBJECT + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_OBJECT {
        Err(CommandError::TooLarge(path.to_owned()))
    } else {
        Ok(bytes)
    }
}

fn names(comparison: &Comparison, change: FunctionChange) -> Vec<&str> {
    comparison
        .functions
        .iter()
        .filter(|diff| diff.change == change)
        .map(|diff| &*diff.name)
        .collect()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Changed => "changed",
        Verdict::NoChange => "no_change",
        Verdict::Refused => "refused",
    }
}

fn print(text: &str) {
    println!("{text}");
}
