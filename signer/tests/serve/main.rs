//! The signer as its users meet it: the program, its folder and its socket.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test, its fixtures included, fails by panicking"
)]

mod guests;
mod log;
mod permits;
mod site;
mod updates;
