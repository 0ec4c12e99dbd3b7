//! What the crate promises, from outside: known answers of the specifications, and that nothing changed gets through.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test, its fixtures included, fails by panicking"
)]

mod bundles;
mod envelopes;
mod fixture;
mod log;
mod permits;
mod wycheproof_vectors;
