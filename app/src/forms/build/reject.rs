//! A release manager rejects a build, and says why.

use quiesce_api::service;
use quiesce_types::BuildRequestId;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::Visitor;

/// Rejects.
pub async fn run(
    visitor: &Visitor,
    id: BuildRequestId,
    values: &FormValues,
) -> Result<(), Failure> {
    let reason = values.text("reason").to_owned();
    let mut refused = Refused::default();
    refused.need(
        "reason",
        &reason,
        "Say why, so that the requester knows what to change.",
    );
    refused.done()?;
    let ask =
        visitor.ask(move |db, clock, actor| service::build::reject(db, clock, actor, id, &reason));
    Ok(ask.await?)
}
