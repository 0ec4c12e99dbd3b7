//! What a person or a program reads: lines as they happen, or one JSON object at the end.

use std::fmt::{self, Display};
use std::io::Write;

use quiesce_trust::UpdateId;
use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;

/// Standard output and standard error, in one of two forms.
pub struct Screen<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    json: bool,
}

impl<'a> Screen<'a> {
    /// As JSON or as text.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, json: bool) -> Self {
        Self { out, err, json }
    }

    /// A line for people, at once.
    pub fn say(&mut self, line: impl Display) {
        if !self.json {
            write(self.out, &line);
        }
    }

    /// The object for programs, once and last.
    pub fn object(&mut self, value: &impl Serialize) {
        if self.json {
            // Our own types: maps with text keys only, which always serialise.
            let text = serde_json::to_string_pretty(value).unwrap_or_default();
            write(self.out, &text);
        }
    }

    /// A failure: an object among the output of programs, a sentence apart from that for people.
    pub fn fail(&mut self, failure: &Failure) {
        if self.json {
            let tasks = failure.tasks();
            let error =
                json!({"code": failure.code(), "message": failure.to_string(), "tasks": tasks});
            self.object(&json!({ "error": error }));
            return;
        }
        write(
            self.err,
            &format_args!("quiesce: {failure} [{}]", failure.code()),
        );
        for task in failure.tasks() {
            write(self.err, &format_args!("  in the way: {task}"));
        }
    }
}

/// A closed pipe is the reader's own choice: nothing is left to say and nobody to say it to.
fn write(to: &mut dyn Write, line: &dyn Display) {
    let _closed = writeln!(to, "{line}").and_then(|()| to.flush());
}

/// `[k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack`.
pub struct Line<'a>(pub &'a UpdateId, pub &'a str);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Titles come from outside; a terminal must not obey them.
        let title: String = self
            .1
            .chars()
            .map(|c| if c.is_control() { '?' } else { c })
            .collect();
        write!(f, "[{}] {title}", self.0)
    }
}
