//! `GET /hosts`: which hosts are safe, and which are not.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::UnixMillis;
use quiesce_types::input::{HostFilter, PAGE_ROWS};
use quiesce_types::state::HostState;
use quiesce_types::view::{HostList, HostRow};

use super::list_filter::{Fields, FilterForm};
use crate::components::chip::Tone;
use crate::components::counters::{Counter, Counters};
use crate::components::empty::Empty;
use crate::components::pager::Pager;
use crate::components::state_chip::state_chip;
use crate::components::time::distance;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor, fields: web::Query<Fields>) -> Result<HttpResponse, PageError> {
    let filter = fields.into_inner().read();
    let list = visitor
        .ask(move |db, clock, actor| service::host::list(db, clock, actor, &filter))
        .await?;
    let now = visitor.now();
    Ok(Page::new("Hosts", visitor.frame(Place::Hosts)).draw(move || view! { <Hosts list now/> }))
}

#[component]
fn Hosts(list: HostList, now: UnixMillis) -> impl IntoView {
    let fields = Fields::of(&list.filter);
    let counters = counters(&list);
    let enrol = list.may_manage.then(|| {
        view! { <a class="btn primary" href="/hosts/enrol">"Enrol hosts"</a> }
    });
    let filtered = list.filter
        != HostFilter {
            page: list.filter.page,
            ..HostFilter::default()
        };
    let page = list.filter.page.max(1);
    let shown = u64::try_from(list.rows.len()).unwrap_or(0);
    let seen = u64::from(page) * u64::from(PAGE_ROWS);
    let previous = (page > 1).then(|| fields.page(page - 1).address());
    let next = (seen < list.total).then(|| fields.page(page + 1).address());
    let body = if list.rows.is_empty() {
        let (title, text, action) = if filtered {
            (
                "No host matches",
                "Loosen the filter above to see others.",
                Some(("/hosts", "Show all hosts")),
            )
        } else {
            (
                "No host has enrolled yet",
                "A host shows up here once its admin ran “quiesce enrol” on it with a token. It gets updates only after it was allowed, and only inside approved windows.",
                list.may_manage
                    .then_some(("/hosts/enrol", "Make an enrolment token")),
            )
        };
        view! { <Empty title text action/> }.into_any()
    } else {
        let rows: Vec<_> = list.rows.into_iter().map(|host| row(host, now)).collect();
        view! {
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Host"</th>
                            <th scope="col" class="hide-s">"State"</th>
                            <th scope="col">"Health"</th>
                            <th scope="col" class="hide-s">"In force"</th>
                            <th scope="col" class="hide-s">"Groups"</th>
                            <th scope="col" class="num">"Seen"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager shown total=Some(list.total) previous next/>
        }
        .into_any()
    };
    view! {
        <div class="top">
            <h1>"Hosts"</h1>
            <span class="end">{enrol}</span>
        </div>
        <Counters label="Hosts by health" counters/>
        <section class="card" aria-label="Hosts">
            <FilterForm fields groups=list.groups kernels=list.kernels/>
            {body}
        </section>
    }
    .into_any()
}

fn counters(list: &HostList) -> Vec<Counter> {
    let now = Fields {
        page: 0,
        text: String::new(),
        ..Fields::of(&list.filter)
    };
    let fleet = list.counters;
    let counter = |count, label, tone, fields: Fields| {
        let current = fields == now;
        Counter {
            count,
            label,
            tone,
            href: fields.address(),
            current,
        }
    };
    let health = |word: &str| Fields {
        health: word.to_owned(),
        ..Fields::default()
    };
    let state = |word: &str| Fields {
        state: word.to_owned(),
        ..Fields::default()
    };
    let failed = Fields {
        failed: "true".to_owned(),
        ..Fields::default()
    };
    vec![
        counter(fleet.total, "All", Tone::Plain, Fields::default()),
        counter(
            fleet.up_to_date,
            "Up to date",
            Tone::Ok,
            health("up_to_date"),
        ),
        counter(
            fleet.out_of_date,
            "Out of date",
            Tone::Warn,
            health("out_of_date"),
        ),
        counter(fleet.failed, "Failed", Tone::Bad, failed),
        counter(fleet.inactive, "Inactive", Tone::Wait, health("inactive")),
        counter(
            fleet.unsupported,
            "Unsupported",
            Tone::Plain,
            health("unsupported"),
        ),
        counter(fleet.pending, "Pending", Tone::Wait, state("pending")),
    ]
}

fn row(host: HostRow, now: UnixMillis) -> impl IntoView {
    // On a phone the column of states folds away, and only what is not as usual is said.
    let unusual = match host.state {
        HostState::Allowed => None,
        HostState::Pending | HostState::Denied => {
            Some(view! { <span class="only-s">{state_chip(host.state)}</span> })
        }
    };
    let in_force = match host.in_force.last() {
        Some(last) => {
            let more = host.in_force.len() - 1;
            view! {
                <span class="id">{last.to_string()}</span>
                {(more > 0).then(|| format!(" and {more} before"))}
            }
            .into_any()
        }
        None => view! { <span class="dim">"nothing"</span> }.into_any(),
    };
    let missing = host.missing.len();
    let groups: Vec<_> = host.groups.into_iter().map(|group| group.name).collect();
    view! {
        <tr>
            <td class="grow">
                <a class="row" href=format!("/hosts/{}", host.id)>{host.hostname}</a>
                <span class="below">{host.kernel.release.to_string()}</span>
            </td>
            <td class="hide-s">{state_chip(host.state)}</td>
            <td>
                {unusual}
                {state_chip(host.health)}
                {(missing > 0).then(|| view! { <span class="below">{format!("lacks {missing}")}</span> })}
            </td>
            <td class="hide-s nowrap">{in_force}</td>
            <td class="hide-s names">{groups.join(", ")}</td>
            <td class="num nowrap small dim">
                {host.last_seen.map_or_else(|| "never".to_owned(), |at| distance(at, now))}
            </td>
        </tr>
    }
    .into_any()
}
