//! An admin pauses an open window: nothing new starts until it is resumed.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::Failure;
use crate::server::Visitor;

/// Pauses.
pub async fn run(visitor: &Visitor, number: WindowNumber) -> Result<(), Failure> {
    let ask = visitor.ask(move |db, clock, actor| service::window::pause(db, clock, actor, number));
    Ok(ask.await?)
}
