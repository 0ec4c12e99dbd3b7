//! Signing in and out.

mod actor;
mod sign_in;
mod sign_out;

pub use actor::actor;
pub use sign_in::sign_in;
pub use sign_out::sign_out;
