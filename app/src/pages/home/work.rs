//! What waits for release managers and admins, and what is being built.

use leptos::prelude::*;
use quiesce_types::view::BuildRow;

use crate::components::card::Card;
use crate::components::counters::counted;
use crate::components::empty::Empty;
use crate::components::state_chip::state_chip;
use crate::components::time::Time;

/// Builds to review and hosts to let in; nothing when nothing waits.
#[component]
pub fn Work(reviews: Vec<BuildRow>, pending_hosts: u64) -> impl IntoView {
    let rows: Vec<_> = reviews.into_iter().map(review).collect();
    let hosts = (pending_hosts > 0).then(|| {
        view! {
            <article class="decide">
                <div>
                    <h2>{counted(pending_hosts, "host waits", "hosts wait")} " to be let in"</h2>
                    <div class="dim small">
                        "Until you allow a host, it gets no update. Check that you know its name."
                    </div>
                </div>
                <div class="acts"><a class="btn primary" href="/hosts?state=pending">"Review"</a></div>
            </article>
        }
    });
    (hosts.is_some() || !rows.is_empty()).then(|| {
        view! { <section class="card" aria-label="Waits for your review">{rows}{hosts}</section> }
    })
}

fn review(build: BuildRow) -> impl IntoView {
    let page = format!("/builds/{}", build.id);
    view! {
        <article class="decide">
            <div>
                <h2><a href=page.clone()>{build.title}</a></h2>
                <div>
                    <span class="id">{build.update.to_string()}</span>
                    <span class="dim">" · "</span>
                    {build.kernel.to_string()}
                    <span class="dim">" · "</span>
                    {state_chip(build.severity)}
                </div>
                <div class="dim small">
                    {format!("asked for by {}, built ", build.requester.name)}
                    <Time at=build.updated_at/>
                </div>
            </div>
            <div class="acts"><a class="btn primary" href=page>"Review the build"</a></div>
        </article>
    }
    .into_any()
}

/// Build requests on their way.
#[component]
pub fn Queue(builds: Vec<BuildRow>) -> impl IntoView {
    let all = view! { <a href="/builds">"All requests"</a> }.into_any();
    let body = if builds.is_empty() {
        let text = "An update begins as a source patch. Paste one, and the builder says which functions it changes and whether that is safe in a running kernel.";
        let action = Some(("/builds/new", "Request a build"));
        view! { <Empty title="Nothing is being built" text action/> }.into_any()
    } else {
        let rows: Vec<_> = builds
            .into_iter()
            .map(|build| {
                view! {
                    <tr>
                        <td class="grow">
                            <a class="row" href=format!("/builds/{}", build.id)>{build.title}</a>
                            <span class="below">
                                <span class="id">{build.update.to_string()}</span>
                                " · "
                                {build.kernel.to_string()}
                            </span>
                        </td>
                        <td class="num">{state_chip(build.state)}</td>
                    </tr>
                }
            })
            .collect();
        view! { <table><tbody>{rows}</tbody></table> }.into_any()
    };
    view! { <Card title="Builds" end=all>{body}</Card> }.into_any()
}
