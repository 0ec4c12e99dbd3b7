//! `quiesced group add`.

use clap::Subcommand;
use quiesce_api::service;
use quiesce_types::GroupId;
use quiesce_types::input::NewGroup;
use serde::Serialize;

use super::database::{DatabaseArguments, Desk};
use super::experiment::by_code;
use super::said::say;

/// What can be done with groups.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a host group.
    Add(Add),
}

/// Arguments of `add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Its name.
    #[arg(long)]
    name: String,
    /// What its hosts do.
    #[arg(long, default_value = "")]
    description: String,
    /// Codes of the experiments that depend on its hosts.
    #[arg(long = "stake", value_name = "CODE", num_args = 1..)]
    stakes: Vec<String>,
}

#[derive(Serialize)]
struct Added {
    id: GroupId,
    name: String,
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
        let desk = self.database.open()?;
        let new = NewGroup {
            name: self.name.clone(),
            description: self.description,
            stakes: by_code(&desk, &self.stakes)?,
        };
        let id = service::group::create(&desk.db, &desk.clock, &desk.operator, &new)?;
        let sentence = format!("Group {} is number {id}.", self.name);
        say(
            self.database.json,
            &Added {
                id,
                name: self.name,
            },
            &sentence,
        )
    }
}

/// The group of a name.
pub fn by_name(desk: &Desk, name: &str) -> anyhow::Result<GroupId> {
    let groups = service::group::list(&desk.db, &desk.clock, &desk.operator)?;
    let found = groups.into_iter().find(|group| group.name == name);
    found.map(|group| group.id).ok_or_else(|| {
        anyhow::anyhow!("there is no group {name}; add it first with `quiesced group add`")
    })
}
