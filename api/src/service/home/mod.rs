//! The first page.

mod show;

pub use show::show;
