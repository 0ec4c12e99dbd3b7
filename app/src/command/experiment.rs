//! `quiesced experiment add`.

use clap::Subcommand;
use quiesce_api::service;
use quiesce_types::ExperimentId;
use quiesce_types::input::NewExperiment;
use serde::Serialize;

use super::database::{DatabaseArguments, Desk};
use super::said::say;

/// What can be done with experiments.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an experiment.
    Add(Add),
}

/// Arguments of `add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Its code, for example STAR.
    #[arg(long)]
    code: String,
    /// Its full name.
    #[arg(long)]
    name: String,
    /// Its colour on pages.
    #[arg(long, value_name = "#RRGGBB")]
    colour: String,
    /// Distinct coordinators that must approve a window.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=2))]
    quorum: u32,
}

#[derive(Serialize)]
struct Added {
    id: ExperimentId,
    code: String,
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
        let Self {
            code,
            name,
            colour,
            quorum,
            ..
        } = self;
        let new = NewExperiment {
            code: code.clone(),
            name,
            colour,
            quorum,
        };
        let id = service::experiment::create(&desk.db, &desk.clock, &desk.operator, &new)?;
        let sentence = format!("Experiment {code} is number {id}.");
        say(self.database.json, &Added { id, code }, &sentence)
    }
}

/// The experiments that codes name.
pub fn by_code(desk: &Desk, codes: &[String]) -> anyhow::Result<Vec<ExperimentId>> {
    let known = service::experiment::list(&desk.db, &desk.clock, &desk.operator)?;
    codes
        .iter()
        .map(|code| {
            let found = known
                .iter()
                .find(|row| row.experiment.code.eq_ignore_ascii_case(code));
            found.map(|row| row.experiment.id).ok_or_else(|| {
                anyhow::anyhow!(
                    "there is no experiment {code}; add it first with `quiesced experiment add`"
                )
            })
        })
        .collect()
}
