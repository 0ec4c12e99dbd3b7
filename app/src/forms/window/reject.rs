//! A coordinator says no to the revision on the screen, and why.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::Visitor;

/// Declines.
pub async fn run(
    visitor: &Visitor,
    number: WindowNumber,
    values: &FormValues,
) -> Result<(), Failure> {
    let decide = super::decide(values)?;
    let mut refused = Refused::default();
    refused.need(
        "comment",
        &decide.comment,
        "Say why, so that the author knows what to change.",
    );
    refused.done()?;
    let ask = visitor
        .ask(move |db, clock, actor| service::window::reject(db, clock, actor, number, &decide));
    Ok(ask.await?)
}
