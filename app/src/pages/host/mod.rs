//! Hosts: the list, one host, and letting new ones enrol.

pub mod enrol;
pub mod list;
mod list_filter;
pub mod show;
mod show_updates;
