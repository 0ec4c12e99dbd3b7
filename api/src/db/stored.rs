//! From columns to domain types and back. What was written by this server parses; what does not is reported, not guessed.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::DatabaseError;

/// A text column that holds a word, an id or a digest.
pub(crate) fn parsed<T: FromStr>(text: &str) -> Result<T, DatabaseError> {
    text.parse()
        .map_err(|_| DatabaseError::Stored(format!("`{text}`")))
}

/// A text column that holds JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(|e| DatabaseError::Stored(e.to_string()))
}

/// JSON for a text column.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|e| DatabaseError::Stored(e.to_string()))
}

/// A whole number that must not be negative.
pub(crate) fn unsigned<T: TryFrom<i64>>(number: i64) -> Result<T, DatabaseError> {
    T::try_from(number).map_err(|_| DatabaseError::Stored(number.to_string()))
}

/// A count or size on its way to a column; the columns' range is beyond what any of ours reaches.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
