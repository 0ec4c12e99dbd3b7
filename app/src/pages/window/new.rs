//! `GET /windows/new`: propose a window.

use actix_web::{HttpResponse, web};
use jiff::ToSpan;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::UnixMillis;
use serde::Deserialize;

use super::draft_form::{DraftForm, local};
use crate::forms::{Filled, FormValues};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// What another page asks for: `?update=k3j9x2ab` chooses it beforehand.
#[derive(Debug, Deserialize)]
pub struct Query {
    #[serde(default)]
    update: String,
}

/// The page, with the next full hour and three hours from then filled in.
pub async fn show(visitor: Visitor, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let mut values = FormValues::default();
    let (start, end) = next_hours(visitor.now());
    values.set("starts_at", local(start, "UTC"));
    values.set("ends_at", local(end, "UTC"));
    values.set("time_zone", "UTC");
    values.set("updates", query.into_inner().update);
    render(visitor, Filled::beforehand(values)).await
}

fn next_hours(now: UnixMillis) -> (UnixMillis, UnixMillis) {
    let now = now.timestamp().to_zoned(TimeZone::UTC);
    let hour = now
        .start_of_day()
        .ok()
        .and_then(|day| day.checked_add((i64::from(now.hour()) + 2).hours()).ok());
    let start = hour.unwrap_or(now);
    let end = start
        .checked_add(3.hours())
        .unwrap_or_else(|_| start.clone());
    (start.timestamp().into(), end.timestamp().into())
}

/// The page with its form as it stands.
pub async fn render(visitor: Visitor, form: Filled) -> Result<HttpResponse, PageError> {
    let choices = visitor.ask(service::window::draft_form).await?;
    Ok(Page::new("Propose a window", visitor.frame(Place::Windows))
        .form(&form)
        .draw(move || {
            view! {
                <p class="trail"><a href="/windows">"Windows"</a> " / new"</p>
                <div class="top">
                    <h1>"Propose a window"</h1>
                </div>
                <DraftForm
                    path="/windows/new"
                    label="Propose to the experiments"
                    choices
                    form
                />
            }
        }))
}
