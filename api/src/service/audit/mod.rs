//! The history.

mod checkpoint;
mod list;
mod show;

pub use checkpoint::checkpoint;
pub use list::list;
pub use show::show;
