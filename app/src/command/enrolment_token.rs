//! `quiesced enrolment-token create`.

use clap::Subcommand;
use quiesce_api::service;
use quiesce_types::input::NewToken;

use super::database::DatabaseArguments;
use super::group::by_name;
use super::said::say;

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a token that lets one host enrol. It is printed this once.
    Create(Create),
}

/// Arguments of `create`.
#[derive(Debug, clap::Args)]
pub struct Create {
    #[command(flatten)]
    database: DatabaseArguments,
    /// The group that the host joins.
    #[arg(long)]
    group: Option<String>,
    /// Hours until it expires.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=720))]
    hours: u32,
    /// Allow the host at once; without this an admin decides after it enrolled.
    #[arg(long)]
    allow: bool,
}

impl Command {
    /// Does it.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(),
        }
    }
}

impl Create {
    fn run(self) -> anyhow::Result<()> {
        let desk = self.database.open()?;
        let group = self
            .group
            .as_deref()
            .map(|name| by_name(&desk, name))
            .transpose()?;
        let new = NewToken {
            group,
            allow: self.allow,
            hours: self.hours,
        };
        let issued = service::host::create_token(&desk.db, &desk.clock, &desk.operator, &new)?;
        say(self.database.json, &issued, &issued.token)
    }
}
