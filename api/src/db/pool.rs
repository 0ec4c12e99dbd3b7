//! The connections: SQLite or PostgreSQL behind one type, pooled; and the only way to change something: [`Database::write`].

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, Pool, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::error::DatabaseError;
use crate::error::ServiceError;

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("../migrations/postgresql");

/// How long a request waits for a connection or a lock before it is told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to whichever database it is.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// One server (the larger installation).
    Postgresql(PgConnection),
    /// One file (the embedded default).
    Sqlite(SqliteConnection),
}

/// The database, to be cloned and passed around.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Opener>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

impl Database {
    /// Opens `sqlite:PATH` or `postgres://…` and brings its schema to this version.
    pub fn open(url: &str) -> Result<Self, DatabaseError> {
        let database = Self::open_as_it_is(url)?;
        database.migrate_up()?;
        Ok(database)
    }

    /// Opens it and leaves the schema alone.
    pub fn open_as_it_is(url: &str) -> Result<Self, DatabaseError> {
        let opener = Opener::parse(url)?;
        let pool = Pool::builder()
            .max_size(8)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .build(opener)
            .map_err(|e| DatabaseError::Open(e.to_string()))?;
        Ok(Self { pool })
    }

    /// Runs the migrations that have not run yet.
    pub fn migrate_up(&self) -> Result<(), DatabaseError> {
        self.migrate(
            |harness| harness.run_pending_migrations(SQLITE).map(|_| ()),
            |harness| harness.run_pending_migrations(POSTGRESQL).map(|_| ()),
        )
    }

    /// Takes all migrations back: every table and all that is in it goes.
    pub fn migrate_down(&self) -> Result<(), DatabaseError> {
        self.migrate(
            |harness| harness.revert_all_migrations(SQLITE).map(|_| ()),
            |harness| harness.revert_all_migrations(POSTGRESQL).map(|_| ()),
        )
    }

    fn migrate(
        &self,
        sqlite: impl Fn(&mut SqliteConnection) -> diesel::migration::Result<()>,
        postgresql: impl Fn(&mut PgConnection) -> diesel::migration::Result<()>,
    ) -> Result<(), DatabaseError> {
        let mut conn = self.pool.get().map_err(|_| DatabaseError::Busy)?;
        match &mut *conn {
            AnyConnection::Sqlite(conn) => sqlite(conn),
            AnyConnection::Postgresql(conn) => postgresql(conn),
        }
        .map_err(|e| DatabaseError::Migration(e.to_string()))
    }

    /// Reads, in one transaction, so that all that is read belongs together.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        self.transaction(begin_read, work)
    }

    /// Changes things: all of it or, when the work returns an error, none of it. One writer at a time on both
    /// databases, so that a rule is always judged on what is committed.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        self.transaction(begin_write, work)
    }

    fn transaction<T>(
        &self,
        begin: fn(&mut AnyConnection) -> Result<(), DatabaseError>,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut conn = self.pool.get().map_err(|_| DatabaseError::Busy)?;
        begin(&mut conn)?;
        match work(&mut conn) {
            Ok(value) => {
                <AnyConnection as Connection>::TransactionManager::commit_transaction(&mut *conn)
                    .map_err(DatabaseError::from)?;
                Ok(value)
            }
            Err(error) => {
                let back = <AnyConnection as Connection>::TransactionManager::rollback_transaction(
                    &mut *conn,
                );
                if let Err(back) = back {
                    tracing::error!(%back, "a transaction could not be rolled back");
                }
                Err(error)
            }
        }
    }
}

fn begin_read(conn: &mut AnyConnection) -> Result<(), DatabaseError> {
    let sql = match conn {
        AnyConnection::Sqlite(_) => "BEGIN",
        AnyConnection::Postgresql(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    };
    begin(conn, sql)
}

fn begin_write(conn: &mut AnyConnection) -> Result<(), DatabaseError> {
    match conn {
        // Takes the write lock at once: a deferred transaction that starts to write later can fail for no one's fault.
        AnyConnection::Sqlite(_) => begin(conn, "BEGIN IMMEDIATE"),
        AnyConnection::Postgresql(_) => {
            begin(conn, "BEGIN")?;
            // The number is ours alone in this database; the lock ends with the transaction.
            Ok(conn.batch_execute("SELECT pg_advisory_xact_lock(7160)")?)
        }
    }
}

fn begin(conn: &mut AnyConnection, sql: &str) -> Result<(), DatabaseError> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, sql)?,
        AnyConnection::Postgresql(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, sql)?;
        }
    }
    Ok(())
}

/// Opens connections for the pool.
#[derive(Debug, Clone)]
enum Opener {
    Sqlite(String),
    Postgresql(String),
}

impl Opener {
    fn parse(url: &str) -> Result<Self, DatabaseError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Ok(Self::Sqlite(path.to_owned()))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgresql(url.to_owned()))
        } else {
            Err(DatabaseError::Open(
                "its address must begin with `sqlite:` or `postgres://`".to_owned(),
            ))
        }
    }
}

impl ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = DatabaseError;

    fn connect(&self) -> Result<AnyConnection, DatabaseError> {
        match self {
            Self::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path)
                    .map_err(|e| DatabaseError::Open(e.to_string()))?;
                // The waiting time first: switching to WAL needs a lock itself.
                conn.batch_execute(&format!(
                    "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; \
                     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
                    PATIENCE.as_millis()
                ))?;
                Ok(AnyConnection::Sqlite(conn))
            }
            Self::Postgresql(url) => {
                let mut conn =
                    PgConnection::establish(url).map_err(|e| DatabaseError::Open(e.to_string()))?;
                conn.batch_execute(&format!("SET lock_timeout = {}", PATIENCE.as_millis()))?;
                Ok(AnyConnection::Postgresql(conn))
            }
        }
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), DatabaseError> {
        Ok(conn.ping()?)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;

    #[derive(diesel::QueryableByName)]
    struct Setting {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }

    #[test]
    fn sqlite_is_durable_and_keeps_foreign_keys() {
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open(&format!("sqlite:{}", folder.path().join("db").display())).unwrap();
        for (pragma, expected) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
        ] {
            let sql = format!("SELECT CAST({pragma} AS TEXT) AS value FROM pragma_{pragma}");
            let setting: Setting = database
                .read(|conn| {
                    let query = diesel::sql_query(sql);
                    Ok(query.get_result(conn).map_err(DatabaseError::from)?)
                })
                .unwrap();
            assert_eq!(setting.value, expected, "{pragma}");
        }
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open(&format!("sqlite:{}", folder.path().join("db").display())).unwrap();
        let failed: Result<(), _> = database.write(|conn| {
            crate::db::queries::counter::next(conn, "things")?;
            Err(ServiceError::SignedOut)
        });
        assert_eq!(failed.unwrap_err().code(), "signed_out");
        let next = database.write(|conn| Ok(crate::db::queries::counter::next(conn, "things")?));
        assert_eq!(next.unwrap(), 1);
    }

    #[test]
    fn only_addresses_of_the_two_databases_are_taken() {
        for url in ["", "/var/lib/quiesce.db", "mysql://localhost/x"] {
            assert_eq!(
                Database::open(url).unwrap_err().code(),
                "database_unreachable",
                "{url}"
            );
        }
    }
}
