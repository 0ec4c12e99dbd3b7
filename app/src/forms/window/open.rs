//! An admin opens an approved window by hand, once its time has come.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::Failure;
use crate::server::Visitor;

/// Opens.
pub async fn run(visitor: &Visitor, number: WindowNumber) -> Result<(), Failure> {
    let ask = visitor.ask(move |db, clock, actor| service::window::open(db, clock, actor, number));
    Ok(ask.await?)
}
