//! What each word of the command line does, a word a file.

mod apply;
mod daemon;
mod enrol;
mod remove;
mod show;
mod status;
mod uname;
mod undo;
mod upgrade;

use quiesce_trust::UpdateId;
use quiesce_types::host_api::Outcome;
use serde::Serialize;

use crate::cli::Command;
use crate::failure::Failure;
use crate::host::{Enrolment, Host, Installed, Outbox};
use crate::loader::Loaded;
use crate::screen::{Line, Screen};

/// Does it and says so. Hands back the exit status.
pub async fn run(command: Command, host: &Host, screen: &mut Screen<'_>) -> u8 {
    let ended = match command {
        Command::Enrol(args) => enrol::run(args, host, screen).await,
        Command::Daemon { once } => daemon::run(once, host).await,
        Command::Upgrade { yes } => upgrade::run(yes, host, screen).await,
        Command::Show { available } => show::run(available, host, screen).await,
        Command::Remove { id, all: _ } => remove::run(id, host, screen).await,
        Command::Uname { release: _, all } => uname::run(all, host, screen),
        Command::Status => status::run(host, screen),
        Command::Apply {
            file,
            offer,
            check_only,
        } => apply::run(&file, offer.as_deref(), check_only, host, screen).await,
        Command::Undo { id } => undo::run(id, host, screen).await,
    };
    match ended {
        Ok(status) => status,
        Err(failure) => {
            screen.fail(&failure);
            failure.exit_status()
        }
    }
}

/// One thing that a command does to the kernel.
#[derive(Serialize)]
struct Step<'a> {
    action: &'static str,
    id: &'a UpdateId,
    title: &'a str,
}

/// JSON of `upgrade` and `remove`.
#[derive(Serialize)]
struct Steps<'a> {
    steps: &'a [Step<'a>],
    done: usize,
    effective_kernel: String,
}

/// JSON of `apply` and `undo`.
#[derive(Serialize)]
struct Changed<'a> {
    #[serde(flatten)]
    loaded: &'a Loaded,
    effective_kernel: String,
}

/// Announces what will be done: `The following steps will be taken:` and a line each.
fn announce(screen: &mut Screen<'_>, verb: &str, steps: &[Step<'_>]) {
    screen.say("The following steps will be taken:");
    for step in steps {
        screen.say(format_args!("{verb} {}", Line(step.id, step.title)));
    }
}

/// The last line of every command that looks at or changes the kernel.
fn say_effective(screen: &mut Screen<'_>, host: &Host) -> Result<String, Failure> {
    let effective = Installed::read(&host.places).effective_kernel(&host.places)?;
    screen.say(format_args!("Effective kernel version is {effective}"));
    Ok(effective)
}

/// Writes down what an admin did by hand, and tells the server if it can be reached: the command has done its work
/// either way.
async fn tell(host: &Host, id: &UpdateId, outcome: Outcome) -> Result<(), Failure> {
    let Ok(enrolment) = Enrolment::read(&host.places) else {
        return Ok(());
    };
    let outbox = Outbox(host);
    outbox.put(None, id, outcome)?;
    if let Err(failure) = async { outbox.send(&host.client(&enrolment)?).await }.await {
        tracing::warn!(code = failure.code(), %failure, "the server will be told later");
    }
    Ok(())
}
