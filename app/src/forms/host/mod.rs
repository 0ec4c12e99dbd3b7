//! Letting hosts in and keeping them out.

pub mod admit;
pub mod create_token;
