//! The story, told step by step.

mod building;
mod closing;
mod figures;
mod narrator;
mod opening;
mod undoing;
mod window;

use anyhow::Result;

pub use figures::Figures;

use crate::site::{Site, Visitor};
use crate::story::Host;
use narrator::Narrator;

/// Everything that is up while the story is told. Dropping it takes it all down.
#[derive(Debug)]
pub struct Stage {
    hosts: Vec<Host>,
    admin: Visitor,
    release_manager: Visitor,
    figures: Figures,
    site: Site,
}

/// Tells it, with the pages on `port`.
pub fn tell(port: u16) -> Result<Stage> {
    let mut narrator = Narrator::begin();
    narrator.step("Set-up and build", |say| {
        say("done before this; `make demo` printed each part that was missing, with its time");
        Ok(())
    })?;
    let title = "Server, signer and builder; two virtual machines boot Debian's stock kernel";
    let mut stage = narrator.step(title, |say| opening::raise(port, say))?;
    let builds = narrator.step("An admin files two build requests", |say| {
        building::file(&stage, say)
    })?;
    let title = "Both are built; a release manager accepts; the signer signs";
    let updates = narrator.step(title, |say| building::release(&mut stage, &builds, say))?;
    let title = "A window over both hosts: proposed, approved by two experiments, opened";
    let path = narrator.step(title, |say| window::agree(&stage, &updates, say))?;
    narrator.step("The hosts verify, load and report", |say| {
        window::apply(&mut stage, &path, say)
    })?;
    narrator.step(
        "Undone on one host; a tampered bundle is refused on the other",
        |say| undoing::undo(&mut stage, &updates, say),
    )?;
    narrator.step("The audit page has it all", |say| {
        closing::audit(&stage, say)
    })?;
    closing::sign_ins(&stage);
    Ok(stage)
}
