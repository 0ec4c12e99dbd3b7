//! Decisions taken on the first page, without opening the window.

use actix_web::HttpResponse;

use super::window::{approve, reject};
use super::{Failure, FormValues, Refused, VERB, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// `POST /`.
pub async fn post(visitor: Visitor, values: FormValues) -> Result<HttpResponse, PageError> {
    let verb = values.text(VERB).to_owned();
    let done = match (verb.as_str(), values.text("window").parse()) {
        ("approve", Ok(number)) => approve::run(&visitor, number, &values).await,
        ("reject", Ok(number)) => reject::run(&visitor, number, &values).await,
        (_, Ok(_)) => Err(Failure::Page(PageError::UnreadableForm)),
        (_, Err(_)) => Err(Refused::whole(
            "The form did not say which window it is about. Decide again below.",
        )
        .into()),
    };
    let outcome = done.map(|()| "/".to_owned());
    answer(&verb, values, outcome, |form| {
        pages::home::show::render(visitor, form)
    })
    .await
}
