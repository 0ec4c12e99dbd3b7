//! The computing centre's side: server, signer and builder, started for real in a folder of their own, and its people.

mod answer;
pub mod cast;
mod programs;
mod visitor;

pub use answer::Answer;
pub use programs::Site;
pub use visitor::Visitor;
