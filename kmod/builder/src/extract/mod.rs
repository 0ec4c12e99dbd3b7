//! (being written)
mod outcome;
pub use outcome::{ExtractError, Extracted, OutsideSymbol, Replaced};
