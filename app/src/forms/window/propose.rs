//! `POST /windows/new`.

use actix_web::HttpResponse;
use quiesce_api::service;

use super::draft;
use crate::forms::{Failure, FormValues, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// Proposes a window and shows it.
pub async fn post(visitor: Visitor, values: FormValues) -> Result<HttpResponse, PageError> {
    let outcome = run(&visitor, &values).await;
    answer("propose", values, outcome, |form| {
        pages::window::new::render(visitor, form)
    })
    .await
}

async fn run(visitor: &Visitor, values: &FormValues) -> Result<String, Failure> {
    let draft = draft::read(visitor, values).await?;
    let number = visitor
        .ask(move |db, clock, actor| service::window::propose(db, clock, actor, &draft))
        .await?;
    Ok(format!("/windows/{number}"))
}
