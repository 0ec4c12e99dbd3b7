//! Updates.

pub mod list;
