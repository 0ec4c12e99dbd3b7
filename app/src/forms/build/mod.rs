//! Asking for builds, discussing them, and judging them.

pub mod accept;
pub mod comment;
pub mod kind;
pub mod reject;
pub mod submit;

use actix_web::{HttpResponse, web};
use quiesce_types::BuildRequestId;

use super::{Failure, FormValues, VERB, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// `POST /builds/{id}`.
pub async fn post(
    visitor: Visitor,
    id: web::Path<BuildRequestId>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let verb = values.text(VERB).to_owned();
    let done = match verb.as_str() {
        "accept" => accept::run(&visitor, id).await,
        "reject" => reject::run(&visitor, id, &values).await,
        "comment" => comment::run(&visitor, id, &values).await,
        _ => Err(Failure::Page(PageError::UnreadableForm)),
    };
    let outcome = done.map(|()| format!("/builds/{id}"));
    answer(&verb, values, outcome, |form| {
        pages::build::show::render(visitor, id, form)
    })
    .await
}
