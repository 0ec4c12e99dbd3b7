//! What Quiesce signs and how it is verified: update bundles, permits and the log.
//!
//! This crate is the ground floor. It knows nothing else of ours, holds no private key, does no I/O, and builds
//! for `wasm32`, so that host, loader, proxy, server, signer and browser all judge by the same code.
//!
//! A host holds a pinned [`root::TrustRoot`] and asks, in this order; each answer is an error with a `code()` or a value
//! that could not have been made otherwise:
//!
//! | question | call |
//! |---|---|
//! | Is it a good update, every byte? | [`bundle::verify`] with the release keys |
//! | Does the director say so? | [`permit::verify_permit`] with the director keys |
//! | This update, on this host, now, and who agreed? | [`permit::Permit::allows`] |
//! | Is it not an older revision? | [`permit::Permit::not_older_than`] |
//! | Are release and permit in the log? | [`tlog::InclusionProof::verify`] on [`tlog::leaf`] |
//! | Is it still the same log? | [`tlog::proof::verify_consistency`] |
//!
//! Bytes are verified before they are parsed, and what was received is what is verified: nothing is written anew for it.
//! The targets in `fuzz/` feed the parsers (`cargo +nightly fuzz run bundle`).

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
