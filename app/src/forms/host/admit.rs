//! `POST /hosts/{id}`: an admin allows or denies a host.

use actix_web::{HttpResponse, web};
use quiesce_api::service;
use quiesce_types::trust::HostId;

use crate::forms::{Failure, FormValues, VERB, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// Allows or denies.
pub async fn post(
    visitor: Visitor,
    id: web::Path<HostId>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let verb = values.text(VERB).to_owned();
    let host = id.clone();
    let done = match verb.as_str() {
        "allow" => {
            visitor
                .ask(move |db, clock, actor| service::host::allow(db, clock, actor, &host))
                .await
        }
        "deny" => {
            visitor
                .ask(move |db, clock, actor| service::host::deny(db, clock, actor, &host))
                .await
        }
        _ => return Err(PageError::UnreadableForm),
    };
    let outcome = done.map(|()| format!("/hosts/{id}")).map_err(Failure::from);
    answer(&verb, values, outcome, |form| {
        pages::host::show::render(visitor, id, form)
    })
    .await
}
