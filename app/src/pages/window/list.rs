//! `GET /windows`: what is planned, what runs, and what was.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::input::WindowFilter;
use quiesce_types::state::WindowState;
use quiesce_types::view::WindowRow;
use quiesce_types::{Role, UnixMillis};
use serde::Deserialize;

use crate::components::chip::{Chip, Tone};
use crate::components::counters::thousands;
use crate::components::empty::Empty;
use crate::components::experiment::Experiments;
use crate::components::state_chip::{Shown, state_chip};
use crate::components::time::{TimeRange, distance};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The filter in the address. An empty or unknown word filters nothing.
#[derive(Debug, Deserialize)]
pub struct Query {
    #[serde(default)]
    state: String,
}

/// The page.
pub async fn show(visitor: Visitor, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let state: Option<WindowState> = query.state.parse().ok();
    let filter = WindowFilter { state };
    let rows = visitor
        .ask(move |db, clock, actor| service::window::list(db, clock, actor, &filter))
        .await?;
    let now = visitor.now();
    let may_propose = visitor.me.is(Role::Admin) || !visitor.me.coordinates.is_empty();
    Ok(Page::new("Windows", visitor.frame(Place::Windows))
        .draw(move || view! { <Windows rows now state may_propose/> }))
}

#[component]
fn Windows(
    rows: Vec<WindowRow>,
    now: UnixMillis,
    state: Option<WindowState>,
    may_propose: bool,
) -> impl IntoView {
    let options: Vec<_> = WindowState::ALL
        .iter()
        .filter(|s| **s != WindowState::Draft)
        .map(|s| view! { <option value=s.word() selected={state == Some(*s)}>{s.shown().1}</option> })
        .collect();
    let propose = may_propose
        .then(|| view! { <a class="btn primary" href="/windows/new">"Propose a window"</a> });
    let count = thousands(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let body = if rows.is_empty() {
        let (title, text) = if state.is_some() {
            (
                "No window is in this state",
                "Choose another state above to see the others.",
            )
        } else {
            (
                "No window yet",
                "A window says which hosts get which updates and when. Every experiment that depends on those hosts has to approve it; then it opens by itself.",
            )
        };
        let action =
            (may_propose && state.is_none()).then_some(("/windows/new", "Propose a window"));
        view! { <Empty title text action/> }.into_any()
    } else {
        let rows: Vec<_> = rows.into_iter().map(|window| row(window, now)).collect();
        view! {
            <div class="scroll">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Window"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="hide-s">"Affects"</th>
                        <th scope="col" class="num hide-s">"Hosts"</th>
                        <th scope="col" class="num hide-s">"Updates"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
            <p class="pager">{count}</p>
        }
        .into_any()
    };
    view! {
        <div class="top">
            <h1>"Windows"</h1>
            <span class="sub">"What gets applied where and when, and who said yes"</span>
            <span class="end">{propose}</span>
        </div>
        <section class="card" aria-label="Windows">
            <form class="filters" method="get" action="/windows">
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

fn row(window: WindowRow, now: UnixMillis) -> impl IntoView {
    let chip = if window.state == WindowState::Proposed {
        let label = format!(
            "{} of {} experiments",
            window.approved_by,
            window.affected.len()
        );
        view! { <Chip tone=Tone::Wait label/> }.into_any()
    } else {
        state_chip(window.state).into_any()
    };
    let ahead = (window.starts_at > now).then(|| format!(" · {}", distance(window.starts_at, now)));
    view! {
        <tr>
            <td class="grow">
                <a class="row" href=format!("/windows/{}", window.number)>{window.title}</a>
                <span class="below">
                    <TimeRange from=window.starts_at to=window.ends_at/>
                    {ahead}
                    {(window.revision > 1).then(|| format!(" · revision {}", window.revision))}
                </span>
            </td>
            <td>{chip}</td>
            <td class="hide-s"><Experiments of=window.affected/></td>
            <td class="num hide-s">{thousands(window.hosts)}</td>
            <td class="num hide-s">{thousands(window.updates)}</td>
        </tr>
    }
    .into_any()
}
