//! What a build says while it runs (the log) and when it is done (the report for people).

pub mod log;
pub mod text;

pub use log::BuildLog;
