//! Updates.

mod list;

pub use list::list;
pub(crate) use list::rows;
