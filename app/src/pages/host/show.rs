//! `GET /hosts/{id}`: is this host safe, what happened to it, and what to do next?

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::UnixMillis;
use quiesce_types::state::{DeploymentState, Health, HostState};
use quiesce_types::trust::HostId;
use quiesce_types::view::HostPage;

use super::show_updates::{Deployments, Loaded};
use crate::components::card::Card;
use crate::components::chip::Tone;
use crate::components::counters::counted;
use crate::components::experiment::Experiments;
use crate::components::field::FormNotice;
use crate::components::notice::Notice;
use crate::components::state_chip::state_chip;
use crate::components::story::Story;
use crate::components::time::{Time, distance};
use crate::forms::{Filled, VERB};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor, id: web::Path<HostId>) -> Result<HttpResponse, PageError> {
    render(visitor, id.into_inner(), Filled::default()).await
}

/// The page with its forms as they stand.
pub async fn render(visitor: Visitor, id: HostId, form: Filled) -> Result<HttpResponse, PageError> {
    let host = visitor
        .ask(move |db, clock, actor| service::host::show(db, clock, actor, &id))
        .await?;
    let now = visitor.now();
    let title = host.row.hostname.clone();
    Ok(Page::new(title, visitor.frame(Place::Hosts))
        .form(&form)
        .draw(move || view! { <Host host now form/> }))
}

#[component]
fn Host(host: HostPage, now: UnixMillis, form: Filled) -> impl IntoView {
    let row = host.row.clone();
    let (tone, title, text) = next_step(&host);
    let health = (row.state == HostState::Allowed).then(|| state_chip(row.health));
    view! {
        <p class="trail"><a href="/hosts">"Hosts"</a> " / " {row.hostname.clone()}</p>
        <div class="top">
            <h1>{row.hostname.clone()}</h1>
            {state_chip(row.state)}
            {health}
            <span class="end">
                {row.last_seen.map_or_else(
                    || "has not checked in yet".to_owned(),
                    |at| format!("checked in {}", distance(at, now)),
                )}
            </span>
        </div>
        <FormNotice form/>
        <Notice tone title><p>{text}</p></Notice>
        {host.may_manage.then(|| view! { <Admission host=host.clone()/> })}
        <div class="cols">
            <div class="stack">
                <Loaded loaded=host.loaded.clone() missing=host.missing.clone()/>
                <Deployments deployments=host.deployments.clone()/>
            </div>
            <div class="stack">
                <Facts host=host.clone()/>
                <Story
                    events=host.story
                    all=format!("/audit?subject_kind=host&subject_id={}", row.id)
                />
            </div>
        </div>
    }
    .into_any()
}

/// What to do next, from what is worst.
fn next_step(host: &HostPage) -> (Tone, String, String) {
    let failed = host
        .deployments
        .iter()
        .find(|d| d.state == DeploymentState::Failed);
    let missing = u64::try_from(host.missing.len()).unwrap_or(0);
    match (host.row.state, host.row.health, failed) {
        (HostState::Pending, _, _) => (
            Tone::Warn,
            "It waits to be let in".to_owned(),
            "An admin has to allow it before it gets anything. Check that you know its name and that someone is enrolling it now.".to_owned(),
        ),
        (HostState::Denied, _, _) => (
            Tone::Bad,
            "It is denied".to_owned(),
            "It gets nothing, whatever a window says. What it has loaded stays in force.".to_owned(),
        ),
        (HostState::Allowed, _, Some(failed)) => (
            Tone::Bad,
            format!("{} could not be applied", failed.update),
            format!(
                "{} The kernel is as it was before. Run “quiesce status” on the host to see more, and try again with “quiesce upgrade” while a window is open.",
                failed.message.clone().unwrap_or_default()
            ),
        ),
        (HostState::Allowed, Health::Inactive, None) => (
            Tone::Warn,
            "It has been silent for three check-ins".to_owned(),
            "See whether it is up and reaches this server; “systemctl status quiesce” on the host says what its agent does. A window skips it until it is back.".to_owned(),
        ),
        (HostState::Allowed, Health::Unsupported, None) => (
            Tone::Info,
            "Nothing is released for its kernel".to_owned(),
            "Request a build for this kernel, or boot the host into one that is supported.".to_owned(),
        ),
        (HostState::Allowed, Health::OutOfDate, None) => (
            Tone::Warn,
            format!("It lacks {}", counted(missing, "update", "updates")),
            "Put it into a window: propose one over its group, or add it to one that is not approved yet.".to_owned(),
        ),
        (HostState::Allowed, Health::UpToDate, None) => (
            Tone::Ok,
            "It is up to date".to_owned(),
            "Every released security and bug-fix update for its kernel is in force. Nothing to do.".to_owned(),
        ),
    }
}

#[component]
fn Admission(host: HostPage) -> impl IntoView {
    let path = format!("/hosts/{}", host.row.id);
    let allow = host.row.state.next().contains(&HostState::Allowed);
    let deny = host.row.state.next().contains(&HostState::Denied);
    view! {
        <form class="acts" method="post" action=path>
            {allow
                .then(|| view! { <button class="btn primary" name=VERB value="allow">"Allow this host"</button> })}
            {deny
                .then(|| view! { <button class="btn danger" name=VERB value="deny">"Deny this host"</button> })}
        </form>
    }
    .into_any()
}

#[component]
fn Facts(host: HostPage) -> impl IntoView {
    let row = host.row;
    let groups: Vec<_> = row.groups.into_iter().map(|group| group.name).collect();
    let groups = if groups.is_empty() {
        "none".to_owned()
    } else {
        groups.join(", ")
    };
    view! {
        <Card title="Host">
            <div class="body">
                <dl class="facts">
                    <dt>"Kernel"</dt>
                    <dd>
                        {row.kernel.release.to_string()}
                        <span class="below">"build id " <code>{row.kernel.build_id.to_string()}</code></span>
                    </dd>
                    <dt>"Core module"</dt>
                    <dd>{row.core.unwrap_or_else(|| "not loaded".to_owned())}</dd>
                    <dt>"Agent"</dt>
                    <dd>{host.agent.unwrap_or_else(|| "unknown".to_owned())}</dd>
                    <dt>"Groups"</dt>
                    <dd>{groups}</dd>
                    <dt>"Depended on by"</dt>
                    <dd><Experiments of=host.affected/></dd>
                    <dt>"Enrolled"</dt>
                    <dd><Time at=host.enrolled_at/></dd>
                    <dt>"Id"</dt>
                    <dd><code>{row.id.to_string()}</code></dd>
                </dl>
            </div>
        </Card>
    }
    .into_any()
}
