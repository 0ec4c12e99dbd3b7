//! Windows: the list, one window, and the form that proposes or revises one.

mod approvals;
mod draft_form;
mod hosts;
pub mod list;
pub mod new;
pub mod revise;
pub mod show;
mod side;
mod steer;
mod summary;
mod updates;
mod verdict;
