//! What forms send, as typed values. The service functions check them and name each field that is wrong.

mod build;
mod filter;
mod host;
mod people;
mod window;

pub use build::{BUILD_TITLE_LIMIT, NewBuild, PATCH_LIMIT};
pub use filter::{AuditFilter, BuildFilter, HostFilter, PAGE_ROWS, WindowFilter};
pub use host::{NewGroup, NewToken};
pub use people::{NewExperiment, NewPerson, SignIn};
pub use window::{Decide, WindowDraft};

use serde::{Deserialize, Serialize};

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the input type, for example `starts_at`.
    pub field: String,
    /// A sentence that says what to enter instead.
    pub message: String,
}
