//! What can go wrong between the server and its database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The database failed, or holds something that this version cannot read.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It could not be opened.
    #[error("The database could not be opened: {0}. Check its address and that it runs.")]
    Open(String),
    /// No connection, or locked for longer than anyone waits.
    #[error("The database is busy. Nothing was changed; try again in a moment.")]
    Busy,
    /// A query failed.
    #[error("The database refused a query. Nothing was changed; tell whoever runs the server.")]
    Query(#[source] DieselError),
    /// A migration failed.
    #[error("The database could not be brought to this version: {0}")]
    Migration(String),
    /// A stored value is not what this version writes.
    #[error("The database holds a value that cannot be read: {0}. Tell whoever runs the server.")]
    Stored(String),
}

impl DatabaseError {
    /// The machine code. Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open(_) => "database_unreachable",
            Self::Busy => "database_busy",
            Self::Query(_) => "database_failed",
            Self::Migration(_) => "migration_failed",
            Self::Stored(_) => "stored_value_unreadable",
        }
    }

    /// Whether a row with the same unique value is there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(
            self,
            Self::Query(DieselError::DatabaseError(
                DatabaseErrorKind::UniqueViolation,
                _
            ))
        )
    }
}

impl From<DieselError> for DatabaseError {
    fn from(error: DieselError) -> Self {
        let locked = matches!(
            &error,
            DieselError::DatabaseError(_, info) if info.message().contains("locked")
        );
        if locked {
            return Self::Busy;
        }
        tracing::error!(%error, "database query failed");
        Self::Query(error)
    }
}
