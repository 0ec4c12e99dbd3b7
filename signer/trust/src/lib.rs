//! What Quiesce signs and how it is verified: update bundles, permits and the log.
//!
//! This crate is the ground floor. It knows nothing else of ours, holds no private key, does no I/O, and builds
//! for `wasm32`, so that host, loader, proxy, server, signer and browser all judge by the same code.

mod build_id;
pub mod bundle;
pub mod digest;
pub mod dsse;
pub mod ids;
pub mod loading;
pub mod manifest;
pub mod permit;
pub mod root;
pub mod signing;
pub mod time;
pub mod tlog;

pub use digest::Digest;
pub use ids::{BuildId, HostId, KernelRelease, UpdateId, WindowId};
