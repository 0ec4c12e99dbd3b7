//! An admin has a window's updates undone on chosen hosts.

use quiesce_api::service;
use quiesce_types::WindowNumber;
use quiesce_types::trust::HostId;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::{PageError, Visitor};

/// Orders the undo; the hosts do it at their next check-in.
pub async fn run(
    visitor: &Visitor,
    number: WindowNumber,
    values: &FormValues,
) -> Result<(), Failure> {
    let hosts: Result<Vec<HostId>, _> = values
        .all("undo_host")
        .into_iter()
        .map(|id| id.parse())
        .collect();
    let hosts = hosts.map_err(|_| PageError::UnreadableForm)?;
    if hosts.is_empty() {
        return Err(Refused::field("undo_host", "Choose at least one host.").into());
    }
    let ask = visitor
        .ask(move |db, clock, actor| service::window::undo_on(db, clock, actor, number, &hosts));
    Ok(ask.await?)
}
