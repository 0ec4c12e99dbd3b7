//! `quiesced migrate`.

use serde::Serialize;

use super::database::DatabaseArguments;
use super::said::say;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
}

#[derive(Serialize)]
struct Migrated {
    migrated: bool,
}

impl Arguments {
    /// Opening the database brings its schema to this version.
    pub fn run(self) -> anyhow::Result<()> {
        self.database.open()?;
        let sentence = "The database's schema is at this version.";
        say(self.database.json, &Migrated { migrated: true }, sentence)
    }
}
