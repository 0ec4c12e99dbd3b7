//! Host groups and their members.

mod create;
mod list;
mod membership;

pub use create::create;
pub use list::list;
pub use membership::{add_host, remove_host};
