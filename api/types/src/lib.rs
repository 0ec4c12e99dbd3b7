//! Domain and wire types, shared by server, pages, hosts and builder.
//!
//! No I/O and no database here, and it builds for `wasm32`: what the server decides by, the browser can show by.

pub mod build;
pub mod host_api;

pub use quiesce_trust as trust;
