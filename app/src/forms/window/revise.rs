//! `POST /windows/{number}/revise`.

use actix_web::{HttpResponse, web};
use quiesce_api::service;
use quiesce_types::WindowNumber;

use super::draft;
use crate::forms::{Failure, FormValues, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// Makes a new revision, which voids the approvals of the one before, and shows the window.
pub async fn post(
    visitor: Visitor,
    number: web::Path<WindowNumber>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    let number = number.into_inner();
    let outcome = run(&visitor, number, &values).await;
    answer("revise", values, outcome, |form| {
        pages::window::revise::render(visitor, number, Some(form))
    })
    .await
}

async fn run(
    visitor: &Visitor,
    number: WindowNumber,
    values: &FormValues,
) -> Result<String, Failure> {
    let draft = draft::read(visitor, values).await?;
    visitor
        .ask(move |db, clock, actor| service::window::revise(db, clock, actor, number, &draft))
        .await?;
    Ok(format!("/windows/{number}"))
}
