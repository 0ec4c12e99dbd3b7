//! The commands against a server and a loader of the test's own.

mod world;

pub use world::bare_host;
