//! An admin resumes a paused window.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::Failure;
use crate::server::Visitor;

/// Resumes.
pub async fn run(visitor: &Visitor, number: WindowNumber) -> Result<(), Failure> {
    let ask =
        visitor.ask(move |db, clock, actor| service::window::resume(db, clock, actor, number));
    Ok(ask.await?)
}
