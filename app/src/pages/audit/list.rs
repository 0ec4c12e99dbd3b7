//! `GET /audit`: everything that was decided, and by whom.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::input::PAGE_ROWS;
use quiesce_types::view::{AuditList, AuditRow};

use super::checkpoint::Checkpoint;
use super::filter_form::{Fields, FilterForm};
use crate::components::counters::thousands;
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::time::{Detail, Time};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor, fields: web::Query<Fields>) -> Result<HttpResponse, PageError> {
    let fields = fields.into_inner();
    let filter = fields.read();
    let list = visitor
        .ask(move |db, clock, actor| service::audit::list(db, clock, actor, &filter))
        .await?;
    Ok(
        Page::new("Audit", visitor.frame(Place::Audit))
            .draw(move || view! { <Audit list fields/> }),
    )
}

#[component]
fn Audit(list: AuditList, fields: Fields) -> impl IntoView {
    let page = fields.page.max(1);
    let shown = u64::try_from(list.rows.len()).unwrap_or(0);
    let seen = u64::from(page) * u64::from(PAGE_ROWS);
    let previous = (page > 1).then(|| fields.page(page - 1).address("/audit"));
    let next = (seen < list.total).then(|| fields.page(page + 1).address("/audit"));
    let body = if list.rows.is_empty() {
        let (title, text) = if fields.is_filtered() {
            ("Nothing matches", "Loosen the filter above to see more.")
        } else {
            (
                "Nothing happened yet",
                "Every change is written here in the same step as the change itself, and into a log that the signer vouches for.",
            )
        };
        view! { <Empty title text/> }.into_any()
    } else {
        let rows: Vec<_> = list.rows.into_iter().map(row).collect();
        view! {
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="hide-s">"When"</th>
                            <th scope="col">"What"</th>
                            <th scope="col" class="hide-s">"Who"</th>
                            <th scope="col" class="hide-s">"From"</th>
                            <th scope="col" class="num">"Entry"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager shown total=Some(list.total) previous next/>
        }
        .into_any()
    };
    let csv = fields.page(0).address("/audit/export.csv");
    let json = fields.page(0).address("/audit/export.json");
    view! {
        <div class="top">
            <h1>"Audit"</h1>
            <span class="sub">"Everything that was decided, and by whom"</span>
            <span class="end acts">
                <a class="btn" href=csv download="">"Export CSV"</a>
                <a class="btn" href=json download="">"Export JSON"</a>
            </span>
        </div>
        <Checkpoint log=list.log unpublished=list.unpublished/>
        <section class="card" aria-label="History">
            <FilterForm fields actions=list.actions/>
            {body}
        </section>
    }
    .into_any()
}

fn row(event: AuditRow) -> impl IntoView {
    let actor = event.actor.name.clone();
    let who = match event.actor.id {
        Some(id) => view! { <a href=format!("/audit?person={id}")>{actor.clone()}</a> }.into_any(),
        None => view! { <span class="dim">{actor.clone()}</span> }.into_any(),
    };
    let covered = event.in_checkpoint.then(|| {
        view! {
            <span class="tone-ok" title="a signed checkpoint covers it">
                <Icon glyph=Glyph::Tick/>
                <span class="sr">"covered by a checkpoint"</span>
            </span>
        }
    });
    view! {
        <tr>
            <td class="hide-s nowrap small"><Time at=event.at detail=Detail::Second/></td>
            <td class="grow">
                <a class="row" href=format!("/audit/{}", event.id)>{event.sentence}</a>
                <span class="below only-s">{actor} " · " <Time at=event.at detail=Detail::Second/></span>
            </td>
            <td class="hide-s">{who}</td>
            <td class="hide-s"><span class="id">{event.address}</span></td>
            <td class="num nowrap"><span class="entry">{covered} {event.log_index.map(thousands)}</span></td>
        </tr>
    }
    .into_any()
}
