//! The rules, as people meet them.

mod approvals;
mod audit;
mod builds;
mod sessions;
mod windows;
