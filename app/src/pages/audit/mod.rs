//! The history: who did what, when, from where, and where that stands in the log.

mod checkpoint;
pub mod export;
mod filter_form;
pub mod list;
pub mod show;
