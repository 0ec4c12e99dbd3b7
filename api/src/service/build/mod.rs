//! Build requests: from the wish to the released update. What the builder and the signer do to them is moved by the jobs.

mod advance;
mod comment;
mod form;
mod list;
mod progress;
mod review;
mod row;
mod show;
mod submit;

pub(crate) use advance::{move_to, release};
pub use comment::comment;
pub use form::form;
pub use list::list;
pub(crate) use list::matching;
pub(crate) use progress::lines_at;
pub use progress::progress;
pub use review::{accept, reject};
pub use show::show;
pub use submit::submit;
