//! What is answered instead of a page, each with its own words and status.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError};
use leptos::prelude::*;
use quiesce_api::ServiceError;

use crate::components::icon::Mark;
use crate::page::Page;
use crate::shell::Frame;

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// Nobody is signed in; after signing in they come back to this path.
    SignInFirst(String),
    /// There is no such thing.
    NotFound,
    /// The person may not see or do this; the rule that says so.
    Forbidden(String),
    /// A form that cannot be read.
    UnreadableForm,
    /// A form beyond the limit.
    FormTooLarge,
    /// Ours to mend. What it was stands in the server's log.
    Broken(String),
}

impl From<ServiceError> for PageError {
    fn from(error: ServiceError) -> Self {
        match error.status() {
            401 => Self::SignInFirst("/".to_owned()),
            404 => Self::NotFound,
            400..=499 => Self::Forbidden(error.to_string()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, text) = self.words();
        write!(f, "{title}. {text}")
    }
}

impl PageError {
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::SignInFirst(_) => ("Sign in first", String::new()),
            Self::NotFound => (
                "There is nothing here",
                "The address may be mistyped, or what it named was never here. Nothing was changed."
                    .to_owned(),
            ),
            Self::Forbidden(rule) => ("You may not do this", rule.clone()),
            Self::UnreadableForm => (
                "This form could not be read",
                "Nothing was changed. A patch has to be a text file in UTF-8. Go back and send it again."
                    .to_owned(),
            ),
            Self::FormTooLarge => (
                "This form is too large",
                "Nothing was changed. A source patch may have up to 1 MiB.".to_owned(),
            ),
            Self::Broken(_) => (
                "The server could not do this",
                "It is not your doing, and nothing was half done. Try again in a minute; if it stays, tell the people who run this server the time of day."
                    .to_owned(),
            ),
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignInFirst(_) => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::UnreadableForm => StatusCode::BAD_REQUEST,
            Self::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::SignInFirst(back) => {
                let query = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
                return HttpResponse::SeeOther()
                    .insert_header((LOCATION, format!("/sign-in?{query}")))
                    .finish();
            }
            Self::Broken(cause) => tracing::error!(%cause, "a page could not be made"),
            Self::NotFound | Self::Forbidden(_) | Self::UnreadableForm | Self::FormTooLarge => {}
        }
        let (title, text) = self.words();
        let status = self.status_code();
        Page::new(title, Frame::Alone).status(status).draw(move || {
            view! {
                <div>
                    <a class="brand" href="/"><Mark/> "Quiesce"</a>
                    <section class="card">
                        <div class="empty">
                            <h1>{title}</h1>
                            <p>{text}</p>
                            <a class="btn" href="/">"Go to Home"</a>
                            <span class="dim small">{format!("status {}", status.as_u16())}</span>
                        </div>
                    </section>
                </div>
            }
        })
    }
}
