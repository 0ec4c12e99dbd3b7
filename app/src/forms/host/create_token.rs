//! `POST /hosts/enrol`: makes an enrolment token. The answer is the page itself and not a redirect, because the token
//! can be shown only once and must not stand in an address.

use actix_web::HttpResponse;
use quiesce_api::service;
use quiesce_types::input::NewToken;
use quiesce_types::view::IssuedToken;

use crate::forms::{Failure, Filled, FormValues, Refused};
use crate::pages::host::enrol;
use crate::server::{PageError, Visitor};

/// Makes it and shows it.
pub async fn post(visitor: Visitor, values: FormValues) -> Result<HttpResponse, PageError> {
    match run(&visitor, &values).await {
        Ok(issued) => enrol::render(visitor, Filled::beforehand(values), Some(issued)).await,
        Err(Failure::Page(error)) => Err(error),
        Err(Failure::Refused(refused)) => {
            enrol::render(visitor, Filled::refused("token", values, refused), None).await
        }
    }
}

async fn run(visitor: &Visitor, values: &FormValues) -> Result<IssuedToken, Failure> {
    let mut refused = Refused::default();
    let hours = values
        .text("hours")
        .parse()
        .map_err(|_| "enter whole hours, 1 to 720");
    let hours = refused.check("hours", hours);
    let group = match values.text("group") {
        "" => None,
        group => refused.check("group", group.parse()),
    };
    refused.done()?;
    let input = NewToken {
        group,
        allow: values.has("allow", "true"),
        hours: hours.unwrap_or(24),
    };
    let ask =
        visitor.ask(move |db, clock, actor| service::host::create_token(db, clock, actor, &input));
    Ok(ask.await?)
}
