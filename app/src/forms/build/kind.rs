//! The kinds of update that people ask for. Core modules are the server's own business.

use quiesce_types::trust::manifest::UpdateKind;

/// Words of the form and what they mean.
pub const CHOICES: &[(&str, UpdateKind)] = &[
    ("security", UpdateKind::Security),
    ("bug_fix", UpdateKind::BugFix),
    ("diagnostic", UpdateKind::Diagnostic),
];

/// The kind that a word means.
pub fn read(word: &str) -> Result<UpdateKind, &'static str> {
    let found = CHOICES.iter().find(|(choice, _)| *choice == word);
    found
        .map(|(_, kind)| *kind)
        .ok_or("choose a kind from the list")
}
