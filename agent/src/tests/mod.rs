//! The commands against a server and a loader of the test's own.

mod by_hand;
mod daemon;
mod dist;
mod enrol;
mod fake_loader;
mod fake_server;
mod help;
mod looking;
mod upgrade;
mod world;

pub use world::bare_host;
