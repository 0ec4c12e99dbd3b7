//! The log's newest checkpoint.

use quiesce_types::view::LogState;

use crate::db::Database;
use crate::error::ServiceError;
use crate::service::story;

/// The newest checkpoint; public, because it proves without telling.
pub fn checkpoint(db: &Database) -> Result<Option<LogState>, ServiceError> {
    db.read(story::log_state)
}
