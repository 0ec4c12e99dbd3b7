//! Which database a command works on.

use anyhow::Context;
use quiesce_api::{Actor, Clock, Database};

/// The argument that all commands but `serve` share.
#[derive(Debug, clap::Args)]
pub struct DatabaseArguments {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    #[arg(long, env = "QUIESCE_DATABASE", value_name = "URL")]
    database: String,
    /// Answer with one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// An open database, and in whose name things are done.
pub struct Desk {
    /// The database, its schema at this version.
    pub db: Database,
    /// The system's clock.
    pub clock: Clock,
    /// Whoever may run commands as the server's user.
    pub operator: Actor,
}

impl DatabaseArguments {
    /// Opens it.
    pub fn open(&self) -> anyhow::Result<Desk> {
        let db = Database::open(&self.database).context("the database cannot be opened")?;
        Ok(Desk {
            db,
            clock: Clock::system(),
            operator: Actor::operator(),
        })
    }
}
