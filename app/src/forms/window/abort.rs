//! An admin ends a window early, and says why.

use quiesce_api::service;
use quiesce_types::WindowNumber;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::Visitor;

/// Aborts.
pub async fn run(
    visitor: &Visitor,
    number: WindowNumber,
    values: &FormValues,
) -> Result<(), Failure> {
    let reason = values.text("reason").to_owned();
    let mut refused = Refused::default();
    refused.need(
        "reason",
        &reason,
        "Say why. The experiments that approved will read it.",
    );
    refused.done()?;
    let ask = visitor
        .ask(move |db, clock, actor| service::window::abort(db, clock, actor, number, &reason));
    Ok(ask.await?)
}
