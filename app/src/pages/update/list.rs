//! `GET /updates`: what exists, what it changes, and which hosts still lack it.

use actix_web::HttpResponse;
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::Role;
use quiesce_types::trust::manifest::UpdateKind;
use quiesce_types::view::UpdateRow;

use crate::components::counters::{counted, thousands};
use crate::components::empty::Empty;
use crate::components::functions::Functions;
use crate::components::state_chip::state_chip;
use crate::components::time::Time;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor) -> Result<HttpResponse, PageError> {
    let rows = visitor.ask(service::update::list).await?;
    let may_propose = visitor.me.is(Role::Admin) || !visitor.me.coordinates.is_empty();
    Ok(Page::new("Updates", visitor.frame(Place::Updates))
        .draw(move || view! { <Updates rows may_propose/> }))
}

#[component]
fn Updates(rows: Vec<UpdateRow>, may_propose: bool) -> impl IntoView {
    let body = if rows.is_empty() {
        let text = "An update is a source patch that was built, reviewed, signed and logged. It gets here when a release manager accepts a build.";
        let action = Some(("/builds", "See the build requests"));
        view! { <Empty title="Nothing is released yet" text action/> }.into_any()
    } else {
        let rows: Vec<_> = rows
            .into_iter()
            .map(|update| row(update, may_propose))
            .collect();
        view! {
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="hide-s">"Id"</th>
                            <th scope="col">"What it does"</th>
                            <th scope="col" class="hide-s">"Replaces"</th>
                            <th scope="col" class="hide-s">"Released"</th>
                            <th scope="col" class="num">"Hosts"</th>
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
            <h1>"Updates"</h1>
            <span class="sub">"What may go into windows, and what it changes"</span>
        </div>
        <section class="card" aria-label="Updates">{body}</section>
    }
    .into_any()
}

fn row(update: UpdateRow, may_propose: bool) -> impl IntoView {
    let core = update.kind == UpdateKind::Core;
    let lacking = update.missing_on;
    view! {
        <tr>
            <td class="hide-s"><span class="id">{update.id.to_string()}</span></td>
            <td class="grow">
                <a class="row" href=format!("/builds/{}", update.request)>{update.title}</a>
                <div class="acts">
                    {(!core).then(|| state_chip(update.severity))}
                    {state_chip(update.kind)}
                    {state_chip(update.state)}
                </div>
                <span class="below">
                    {update.kernel.release.to_string()}
                    {format!(" · place {} in its series · bundle ", update.order)}
                    <code title=update.bundle.to_hex()>{update.bundle.short()}</code>
                    {format!(", {} kB", thousands(update.size.div_ceil(1000)))}
                </span>
            </td>
            <td class="hide-s"><Functions names=update.functions/></td>
            <td class="hide-s small"><Time at=update.released_at/></td>
            <td class="num nowrap">
                {format!("{} have it", thousands(update.applied_on))}
                <span class="below">
                    {if lacking == 0 {
                        "none lacks it".to_owned()
                    } else {
                        counted(lacking, "lacks it", "lack it")
                    }}
                </span>
                {(may_propose && lacking > 0 && !core)
                    .then(|| {
                        let href = format!("/windows/new?update={}", update.id);
                        view! { <a class="small" href=href>"Propose a window"</a> }
                    })}
            </td>
        </tr>
    }
    .into_any()
}
