//! What people do to windows. The page's forms post to the window's own address; `do` says which of them it was.

pub mod abort;
pub mod approve;
pub mod draft;
pub mod open;
pub mod pause;
pub mod propose;
pub mod reject;
pub mod resume;
pub mod revise;
pub mod undo;

use actix_web::{HttpResponse, web};
use quiesce_types::WindowNumber;
use quiesce_types::input::Decide;

use super::{Failure, FormValues, Refused, VERB, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// `POST /windows/{number}`.
pub async fn post(
    visitor: Visitor,
    number: web::Path<WindowNumber>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    let number = number.into_inner();
    let verb = values.text(VERB).to_owned();
    let done = match verb.as_str() {
        "approve" => approve::run(&visitor, number, &values).await,
        "reject" => reject::run(&visitor, number, &values).await,
        "open" => open::run(&visitor, number).await,
        "pause" => pause::run(&visitor, number).await,
        "resume" => resume::run(&visitor, number).await,
        "abort" => abort::run(&visitor, number, &values).await,
        "undo" => undo::run(&visitor, number, &values).await,
        _ => Err(Failure::Page(PageError::UnreadableForm)),
    };
    let outcome = done.map(|()| format!("/windows/{number}"));
    answer(&verb, values, outcome, |form| {
        pages::window::show::render(visitor, number, form)
    })
    .await
}

/// What a coordinator says: for which experiment, to which revision, and why.
fn decide(values: &FormValues) -> Result<Decide, Failure> {
    let experiment = values.text("experiment").parse().ok();
    let revision_sha256 = values.text("revision_sha256").parse().ok();
    match (experiment, revision_sha256) {
        (Some(experiment), Some(revision_sha256)) => {
            let comment = values.text("comment").to_owned();
            Ok(Decide { experiment, revision_sha256, comment })
        }
        _ => Err(Refused::whole(
            "The form did not say which experiment and which revision it is about. Decide again below.",
        )
        .into()),
    }
}
