//! `GET /builds`: what was asked for, and how far it is.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::input::BuildFilter;
use quiesce_types::state::BuildState;
use quiesce_types::trust::manifest::UpdateKind;
use quiesce_types::view::BuildRow;
use serde::Deserialize;

use crate::components::empty::Empty;
use crate::components::state_chip::{Shown, state_chip};
use crate::components::time::Time;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The filter in the address. An empty or unknown word filters nothing.
#[derive(Debug, Deserialize)]
pub struct Query {
    #[serde(default)]
    state: String,
    #[serde(default)]
    text: String,
}

/// The page.
pub async fn show(visitor: Visitor, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let query = query.into_inner();
    let filter = BuildFilter {
        state: query.state.parse().ok(),
        text: query.text,
    };
    let shown = filter.clone();
    let rows = visitor
        .ask(move |db, clock, actor| service::build::list(db, clock, actor, &filter))
        .await?;
    let may_submit = visitor.ask(service::build::form).await?.may_submit;
    Ok(Page::new("Build requests", visitor.frame(Place::Builds))
        .draw(move || view! { <Builds rows filter=shown may_submit/> }))
}

#[component]
fn Builds(rows: Vec<BuildRow>, filter: BuildFilter, may_submit: bool) -> impl IntoView {
    let options: Vec<_> = BuildState::ALL
        .iter()
        .map(|s| {
            view! { <option value=s.word() selected={filter.state == Some(*s)}>{s.shown().1}</option> }
        })
        .collect();
    let filtered = filter.state.is_some() || !filter.text.is_empty();
    let body = if rows.is_empty() {
        let (title, text) = if filtered {
            (
                "No request matches",
                "Change the filter above to see others.",
            )
        } else {
            (
                "No build request yet",
                "An update begins as a source patch. Paste one, and the builder says which functions it changes and whether that is safe in a running kernel.",
            )
        };
        let action = (may_submit && !filtered).then_some(("/builds/new", "Request a build"));
        view! { <Empty title text action/> }.into_any()
    } else {
        let rows: Vec<_> = rows.into_iter().map(row).collect();
        view! {
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="hide-s">"Id"</th>
                            <th scope="col">"What"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="hide-s">"Asked for by"</th>
                            <th scope="col" class="hide-s">"Changed"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="top">
            <h1>"Build requests"</h1>
            <span class="sub">"From a source patch to a signed update"</span>
            <span class="end">
                {may_submit
                    .then(|| view! { <a class="btn primary" href="/builds/new">"Request a build"</a> })}
            </span>
        </div>
        <section class="card" aria-label="Build requests">
            <form class="filters" method="get" action="/builds">
                <div class="field wide">
                    <label for="text">"Title or id"</label>
                    <input type="search" id="text" name="text" value=filter.text/>
                </div>
                <div class="field">
                    <label for="state">"State"</label>
                    <select id="state" name="state"><option value="">"any"</option>{options}</select>
                </div>
                <button class="btn" type="submit">"Filter"</button>
            </form>
            {body}
        </section>
    }
    .into_any()
}

fn row(build: BuildRow) -> impl IntoView {
    let severity = (build.kind != UpdateKind::Core).then(|| state_chip(build.severity));
    view! {
        <tr>
            <td class="hide-s"><span class="id">{build.update.to_string()}</span></td>
            <td class="grow">
                <a class="row" href=format!("/builds/{}", build.id)>{build.title}</a>
                " "
                {severity}
                <span class="below">{build.kernel.to_string()}</span>
            </td>
            <td>{state_chip(build.state)}</td>
            <td class="hide-s">{build.requester.name}</td>
            <td class="hide-s small"><Time at=build.updated_at/></td>
        </tr>
    }
    .into_any()
}
