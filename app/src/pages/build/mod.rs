//! Build requests: the list, the form for a new one, and one of them.

mod functions;
pub mod list;
pub mod new;
mod reasons;
mod review;
pub mod show;
mod verdict;
