//! Pairs of objects, one a class of change: each source of `pairs/` is compiled with and without `PATCHED`, and says at its
//! top what the comparison must find.
//!
//! `// verdict:` changed, no_change or refused; `// changed:`, `// new:`, `// gone:` names, all of them; `// reason:` a code and
//! a symbol that must be among the reasons; `// note:` a function and its whole note; `// flags:` for the compiler.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where it fails"
)]

mod gcc;

use quiesce_build::compare::command::as_json;
use quiesce_build::compare::compare;

/// What a source says of itself.
#[derive(Debug, Default, PartialEq)]
struct Finding {
    verdict: String,
    changed: Vec<String>,
    new: Vec<String>,
    gone: Vec<String>,
}

fn expected(source: &str) -> Finding {
    let list = |key: &str| {
        let mut names: Vec<String> = said(source, key)
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    };
    Finding {
        verdict: said(source, "verdict")
            .next()
            .unwrap_or_default()
            .to_owned(),
        changed: list("changed"),
        new: list("new"),
        gone: list("gone"),
    }
}

fn said<'a>(source: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    source.lines().filter_map(move |line| {
        line.strip_prefix("// ")?
            .strip_prefix(key)?
            .strip_prefix(": ")
    })
}

fn found(document: &serde_json::Value) -> Finding {
    let list = |key: &str| {
        let names = document[key].as_array().expect("a list of names");
        names
            .iter()
            .map(|name| name.as_str().expect("a name").to_owned())
            .collect()
    };
    Finding {
        verdict: document["verdict"].as_str().expect("a verdict").to_owned(),
        changed: list("changed"),
        new: list("new"),
        gone: list("gone"),
    }
}

#[test]
fn each_class_of_change_is_told() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(gcc::pairs()).expect("the folder of pairs") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "c") {
            continue;
        }
        count += 1;
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let source = std::fs::read_to_string(&path).expect("a source");
        let flags: Vec<&str> = said(&source, "flags")
            .flat_map(str::split_whitespace)
            .collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (orig, patched) = gcc::compile_pair(&path, &flags, folder.path());
        let comparison = compare(&orig, &patched).expect("readable objects");
        let document: serde_json::Value =
            serde_json::from_str(&as_json(&comparison)).expect("JSON");
        if found(&document) != expected(&source) {
            wrong.push(format!("{name}: {document:#}"));
        }
        for reason in said(&source, "reason") {
            let (code, symbol) = reason.split_once(' ').expect("a code and a symbol");
            let reasons = document["reasons"].as_array().expect("reasons");
            if !reasons
                .iter()
                .any(|given| given["code"] == code && given["function"] == symbol)
            {
                wrong.push(format!("{name}: no reason {reason} in {document:#}"));
            }
        }
        for note in said(&source, "note") {
            let (function, text) = note.split_once(' ').expect("a function and a note");
            if document["notes"][function] != text {
                wrong.push(format!("{name}: the note is not {text:?} in {document:#}"));
            }
        }
        for same in [&orig, &patched] {
            let comparison = compare(same, same).expect("readable objects");
            assert!(
                comparison.functions.is_empty() && comparison.refusals.is_empty(),
                "{name} differs from itself: {comparison:?}"
            );
        }
    }
    assert!(count >= 30, "only {count} pairs were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
