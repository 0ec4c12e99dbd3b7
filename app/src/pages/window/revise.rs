//! `GET /windows/{number}/revise`: change a window; its approvals lapse by that.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::WindowNumber;
use quiesce_types::view::WindowPage;

use super::draft_form::{DraftForm, local};
use crate::components::chip::Tone;
use crate::components::notice::Notice;
use crate::forms::{Filled, FormValues};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page, filled in with the window as it stands.
pub async fn show(
    visitor: Visitor,
    number: web::Path<WindowNumber>,
) -> Result<HttpResponse, PageError> {
    render(visitor, number.into_inner(), None).await
}

/// The page with its form as it came back, or filled in anew.
pub async fn render(
    visitor: Visitor,
    number: WindowNumber,
    form: Option<Filled>,
) -> Result<HttpResponse, PageError> {
    let window = visitor
        .ask(move |db, clock, actor| service::window::show(db, clock, actor, number))
        .await?;
    if !window.actions.revise {
        let rule = "A window can be revised by its author or an admin until it opens. Look at the window to see how it stands.";
        return Err(PageError::Forbidden(rule.to_owned()));
    }
    let choices = visitor.ask(service::window::draft_form).await?;
    let form = form.unwrap_or_else(|| as_it_stands(&window));
    let given = window.row.approved_by;
    let title = window.row.title;
    Ok(Page::new(format!("Revise: {title}"), visitor.frame(Place::Windows)).form(&form).draw(
        move || {
            view! {
                <p class="trail">
                    <a href="/windows">"Windows"</a> " / "
                    <a href=format!("/windows/{number}")>{number.to_string()}</a> " / revise"
                </p>
                <div class="top">
                    <h1>{format!("Revise “{title}”")}</h1>
                </div>
                {(given > 0)
                    .then(|| {
                        view! {
                            <Notice tone=Tone::Warn title="A revision voids the approvals given so far">
                                "Every affected experiment is asked again, because what they approved is not what would happen."
                            </Notice>
                        }
                    })}
                <DraftForm
                    path=format!("/windows/{number}/revise")
                    label="Make a new revision"
                    choices
                    form
                />
            }
        },
    ))
}

fn as_it_stands(window: &WindowPage) -> Filled {
    let mut values = FormValues::default();
    let zone = window.row.time_zone.as_str();
    values.set("title", window.row.title.clone());
    values.set("starts_at", local(window.row.starts_at, zone));
    values.set("ends_at", local(window.row.ends_at, zone));
    values.set("time_zone", zone);
    values.set("note", window.facts.note.clone());
    for group in &window.facts.groups {
        values.add("groups", group.id.to_string());
    }
    for update in window.updates.iter().filter(|update| !update.added) {
        values.add("updates", update.id.to_string());
    }
    Filled::beforehand(values)
}
