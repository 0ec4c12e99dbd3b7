//! What the crate promises, from outside: known answers of the specifications, and that nothing changed gets through.

mod bundles;
mod envelopes;
mod fixture;
mod log;
mod permits;
mod wycheproof_vectors;
