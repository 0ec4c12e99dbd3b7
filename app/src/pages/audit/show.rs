//! `GET /audit/{id}`: one event in full, with what was before and after, and its leaf in the log.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::EventId;
use quiesce_types::view::{AuditPage, AuditRow};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::counters::thousands;
use crate::components::time::{Detail, Time};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor, id: web::Path<EventId>) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let event = visitor
        .ask(move |db, clock, actor| service::audit::show(db, clock, actor, id))
        .await?;
    Ok(
        Page::new(event.row.sentence.clone(), visitor.frame(Place::Audit))
            .draw(move || view! { <Event event/> }),
    )
}

#[component]
fn Event(event: AuditPage) -> impl IntoView {
    let row = event.row;
    let story = format!(
        "/audit?subject_kind={}&subject_id={}",
        row.subject_kind, row.subject_id
    );
    let covered = if row.in_checkpoint {
        view! { <Chip tone=Tone::Ok label="covered by a signed checkpoint"/> }
    } else {
        view! { <Chip tone=Tone::Wait label="waits for the next checkpoint"/> }
    };
    let leaf = event.leaf.map(|leaf| {
        view! {
            <Card title="Its leaf in the log">
                <div class="body">
                    <p class="hint">"The exact text that is hashed, in canonical JSON."</p>
                    <pre class="change">{leaf}</pre>
                </div>
            </Card>
        }
    });
    let changed = event.before.is_some() || event.after.is_some();
    view! {
        <p class="trail"><a href="/audit">"Audit"</a>{format!(" / {}", row.id)}</p>
        <div class="top">
            <h1>{row.sentence.clone()}</h1>
        </div>
        <Card title="Event">
            <div class="body">
                <dl class="facts">
                    <dt>"When"</dt>
                    <dd><Time at=row.at detail=Detail::Second/></dd>
                    <dt>"Who"</dt>
                    <dd>{row.actor.name.clone()}</dd>
                    <dt>"From"</dt>
                    <dd>{row.address.clone().unwrap_or_else(|| "the server itself".to_owned())}</dd>
                    <dt>"What"</dt>
                    <dd><code>{row.action.clone()}</code></dd>
                    <dt>"On"</dt>
                    <dd>{subject(&row)} " · " <a href=story>"its whole story"</a></dd>
                    <dt>"In the log"</dt>
                    <dd class="acts">
                        {row.log_index.map(|index| format!("entry {}", thousands(index)))} {covered}
                    </dd>
                </dl>
            </div>
        </Card>
        {changed
            .then(|| {
                view! {
                    <div class="pair">
                        <Side title="Before" text=event.before/>
                        <Side title="After" text=event.after/>
                    </div>
                }
            })}
        {leaf}
    }
    .into_any()
}

/// The thing it is about, with a link where it has a page.
fn subject(row: &AuditRow) -> AnyView {
    let noun = row.subject_kind.replace('_', " ");
    let text = format!("{noun} {}", row.subject_id);
    let place = match row.subject_kind.as_str() {
        "window" => "windows",
        "build_request" => "builds",
        "host" => "hosts",
        _ => return text.into_any(),
    };
    view! { <a href=format!("/{place}/{}", row.subject_id)>{text}</a> }.into_any()
}

#[component]
fn Side(title: &'static str, text: Option<String>) -> impl IntoView {
    let lines = match text.as_deref().map(readable) {
        Some(text) => view! { <pre class="change">{text}</pre> }.into_any(),
        None => view! { <p class="dim">"nothing"</p> }.into_any(),
    };
    view! { <Card title><div class="body">{lines}</div></Card> }.into_any()
}

/// JSON with a field a line; text that is no JSON as it is.
fn readable(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| text.to_owned())
}
