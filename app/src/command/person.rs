//! `quiesced person add`.

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use quiesce_api::service;
use quiesce_types::input::NewPerson;
use quiesce_types::{PersonId, Role};
use serde::Serialize;

use super::database::DatabaseArguments;
use super::experiment::by_code;
use super::said::say;

/// Bytes of a password file.
const MAX_PASSWORD: u64 = 4096;

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a person. The password is read from a file or from standard input, never from the command line.
    Add(Add),
}

/// Arguments of `add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    database: DatabaseArguments,
    /// What they sign in with: 2 to 32 characters of a-z, 0-9, `.`, `_` and `-`.
    #[arg(long)]
    login: String,
    /// Their name, as others see it.
    #[arg(long)]
    name: String,
    /// admin, release_manager or auditor; may be given more than once.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<Role>,
    /// Codes of the experiments that they decide for.
    #[arg(long = "experiment", value_name = "CODE", num_args = 1..)]
    experiments: Vec<String>,
    /// A file with the password on its first line; standard input without this.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Added {
    id: PersonId,
    login: String,
}

impl Command {
    /// Does it.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Add(add) => add.run(),
        }
    }
}

impl Add {
    fn run(self) -> anyhow::Result<()> {
        let password = self.password()?;
        let desk = self.database.open()?;
        let new = NewPerson {
            login: self.login.clone(),
            name: self.name,
            password,
            roles: self.roles,
            coordinates: by_code(&desk, &self.experiments)?,
        };
        let id = service::person::create(&desk.db, &desk.clock, &desk.operator, &new)?;
        let sentence = format!("{} may sign in.", self.login);
        say(
            self.database.json,
            &Added {
                id,
                login: self.login,
            },
            &sentence,
        )
    }

    fn password(&self) -> anyhow::Result<String> {
        let mut text = String::new();
        match &self.password_file {
            Some(path) => std::fs::File::open(path)
                .and_then(|file| file.take(MAX_PASSWORD).read_to_string(&mut text))
                .with_context(|| format!("cannot read {}", path.display()))?,
            None => std::io::stdin()
                .take(MAX_PASSWORD)
                .read_to_string(&mut text)
                .context("cannot read the password from standard input")?,
        };
        Ok(text.lines().next().unwrap_or_default().to_owned())
    }
}
