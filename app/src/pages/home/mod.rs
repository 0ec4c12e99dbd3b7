//! The first page: what needs me now, and how the fleet is.

mod decisions;
pub mod show;
mod side;
mod work;
