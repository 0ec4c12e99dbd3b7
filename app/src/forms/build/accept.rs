//! A release manager accepts a build; the signer is asked to sign it.

use quiesce_api::service;
use quiesce_types::BuildRequestId;

use crate::forms::Failure;
use crate::server::Visitor;

/// Accepts.
pub async fn run(visitor: &Visitor, id: BuildRequestId) -> Result<(), Failure> {
    let ask = visitor.ask(move |db, clock, actor| service::build::accept(db, clock, actor, id));
    Ok(ask.await?)
}
