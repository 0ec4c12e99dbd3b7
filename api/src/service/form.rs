//! Checking a form: every wrong field is named, not only the first.

use quiesce_types::input::FieldProblem;

use crate::error::ServiceError;

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Form {
    problems: Vec<FieldProblem>,
}

impl Form {
    /// A form that nobody has looked at yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes the problem unless the field is right.
    pub fn check(&mut self, right: bool, field: &str, message: &str) -> &mut Self {
        if !right {
            self.problems.push(FieldProblem {
                field: field.to_owned(),
                message: message.to_owned(),
            });
        }
        self
    }

    /// A line of text: not empty, not longer than so many characters, no control characters.
    pub fn line(&mut self, text: &str, most: usize, field: &str, message: &str) -> &mut Self {
        let count = text.trim().chars().count();
        let right = (1..=most).contains(&count) && !text.chars().any(char::is_control);
        self.check(right, field, message)
    }

    /// All that was wrong, or nothing.
    pub fn done(&mut self) -> Result<(), ServiceError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(ServiceError::Invalid(std::mem::take(&mut self.problems)))
        }
    }
}
