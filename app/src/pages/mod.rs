//! One page a file, by noun. Each has a handler that loads and a component that draws.

pub mod audit;
pub mod build;
pub mod home;
pub mod host;
pub mod session;
pub mod update;
pub mod window;
