//! The only place that knows diesel. Queries take a connection inside [`Database::read`] or [`Database::write`] and speak in
//! models and in the domain's own types.

mod error;
pub(crate) mod models;
mod pool;
pub(crate) mod queries;
mod schema;
mod stored;

pub use error::DatabaseError;
pub(crate) use pool::AnyConnection;
pub use pool::Database;
pub(crate) use stored::{from_json, parsed, to_json};

/// What every query returns.
pub(crate) type Found<T> = Result<T, DatabaseError>;
