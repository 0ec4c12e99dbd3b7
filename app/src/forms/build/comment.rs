//! A word in the discussion of a build request.

use quiesce_api::service;
use quiesce_types::BuildRequestId;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::Visitor;

/// Adds the comment.
pub async fn run(
    visitor: &Visitor,
    id: BuildRequestId,
    values: &FormValues,
) -> Result<(), Failure> {
    let text = values.text("text").to_owned();
    let mut refused = Refused::default();
    refused.need("text", &text, "Write something first.");
    refused.done()?;
    let ask =
        visitor.ask(move |db, clock, actor| service::build::comment(db, clock, actor, id, &text));
    Ok(ask.await?)
}
