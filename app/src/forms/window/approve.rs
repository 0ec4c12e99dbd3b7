//! A coordinator says yes to the revision on the screen.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::{Failure, FormValues};
use crate::server::Visitor;

/// Approves.
pub async fn run(
    visitor: &Visitor,
    number: WindowNumber,
    values: &FormValues,
) -> Result<(), Failure> {
    let decide = super::decide(values)?;
    let ask = visitor
        .ask(move |db, clock, actor| service::window::approve(db, clock, actor, number, &decide));
    Ok(ask.await?)
}
