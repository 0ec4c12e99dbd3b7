//! A form as it is shown: with what was typed, and what is wrong with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FormValues;

/// Why a form was refused: a sentence for the whole form, sentences for fields, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    whole: Option<String>,
    fields: BTreeMap<String, String>,
}

impl Refused {
    /// Refused as a whole: a rule, a state, a person who may not.
    pub fn whole(sentence: impl Into<String>) -> Self {
        Self {
            whole: Some(sentence.into()),
            fields: BTreeMap::new(),
        }
    }

    /// Refused for one field.
    pub fn field(name: &str, sentence: impl Into<String>) -> Self {
        let mut refused = Self::default();
        refused.add(name, sentence);
        refused
    }

    /// One more field that is wrong. The first error of a field is kept.
    pub fn add(&mut self, name: &str, sentence: impl Into<String>) {
        self.fields
            .entry(name.to_owned())
            .or_insert_with(|| sentence.into());
    }

    /// Keeps the value, or notes the error and gives nothing.
    pub fn check<T, E: std::fmt::Display>(&mut self, name: &str, value: Result<T, E>) -> Option<T> {
        value
            .map_err(|error| self.add(name, sentence(&error.to_string())))
            .ok()
    }

    /// Notes an error when a text is empty.
    pub fn need(&mut self, name: &str, text: &str, ask: &str) {
        if text.is_empty() {
            self.add(name, ask);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.fields.is_empty()
    }

    /// Itself, when something is wrong.
    pub fn done(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// Upper case at the start, full stop at the end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let rest = letters.as_str();
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{rest}{stop}")
}

/// A form on a page: empty, filled in beforehand, or refused. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Filled(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    verb: String,
    values: FormValues,
    refused: Refused,
}

impl Filled {
    /// A form that the page fills in beforehand.
    pub fn beforehand(values: FormValues) -> Self {
        Self(Arc::new(Inner {
            values,
            ..Inner::default()
        }))
    }

    /// A form that came back.
    pub fn refused(verb: &str, values: FormValues, refused: Refused) -> Self {
        Self(Arc::new(Inner {
            verb: verb.to_owned(),
            values,
            refused,
        }))
    }

    /// Whether it came back.
    pub fn is_refused(&self) -> bool {
        !self.0.refused.is_empty()
    }

    /// Whether it is this form of the page that was refused.
    pub fn is(&self, verb: &str) -> bool {
        self.0.verb == verb && !self.0.refused.is_empty()
    }

    /// What was typed into a field, exactly.
    pub fn value(&self, name: &str) -> String {
        self.0.values.raw(name).to_owned()
    }

    /// Whether a box was checked or an option chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.values.has(name, value)
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.0.refused.fields.get(name).cloned()
    }

    /// What is wrong with the whole form.
    pub fn whole(&self) -> Option<String> {
        self.0.refused.whole.clone()
    }

    /// How many fields are wrong.
    pub fn wrong_fields(&self) -> usize {
        self.0.refused.fields.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_what_was_typed() {
        let mut values = FormValues::default();
        values.set("title", "  half a title");
        let mut refused = Refused::default();
        refused.need("patch", "", "Paste a patch or choose a file.");
        let form = Filled::refused("request", values, refused);
        assert!(form.is("request") && !form.is("reject"));
        assert_eq!(form.value("title"), "  half a title");
        assert_eq!(
            form.error("patch").as_deref(),
            Some("Paste a patch or choose a file.")
        );
        assert_eq!(form.error("title"), None);
    }

    #[test]
    fn errors_read_as_sentences() {
        let mut refused = Refused::default();
        let bad: Result<u8, _> = "x".parse::<u8>();
        assert_eq!(refused.check("hours", bad), None);
        let form = Filled::refused("", FormValues::default(), refused);
        assert_eq!(
            form.error("hours").as_deref(),
            Some("Invalid digit found in string.")
        );
    }
}
