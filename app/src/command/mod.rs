//! What the operator runs on the server itself. These commands act as *operator on the server*: they stand in the audit
//! like everything else.

mod database;
mod enrolment_token;
mod experiment;
mod group;
mod migrate;
mod person;
mod said;
mod serve;

use clap::Subcommand;

/// One command a file.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages and the API.
    Serve(serve::Arguments),
    /// Bring the database's schema to this version.
    Migrate(migrate::Arguments),
    /// People with accounts.
    #[command(subcommand)]
    Person(person::Command),
    /// Experiments that share the hosts.
    #[command(subcommand)]
    Experiment(experiment::Command),
    /// Host groups, and which experiments depend on them.
    #[command(subcommand)]
    Group(group::Command),
    /// Tokens that let hosts enrol.
    #[command(subcommand)]
    EnrolmentToken(enrolment_token::Command),
}

impl Command {
    /// Does it.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Serve(arguments) => arguments.run(),
            Self::Migrate(arguments) => arguments.run(),
            Self::Person(command) => command.run(),
            Self::Experiment(command) => command.run(),
            Self::Group(command) => command.run(),
            Self::EnrolmentToken(command) => command.run(),
        }
    }
}
