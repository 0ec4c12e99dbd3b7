//! `GET /builds/{id}`: what was asked for, how the build goes, what it found, and what was said about it.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::BuildRequestId;
use quiesce_types::state::BuildState;
use quiesce_types::view::BuildPage;

use super::review::{Discussion, Review};
use super::verdict::Verdict;
use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::field::FormNotice;
use crate::components::patch::Patch;
use crate::components::state_chip::{Shown, state_chip};
use crate::components::story::Story;
use crate::components::time::Time;
use crate::forms::Filled;
use crate::islands::build_log::{LiveBuildLog, moves_by_itself};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(
    visitor: Visitor,
    id: web::Path<BuildRequestId>,
) -> Result<HttpResponse, PageError> {
    render(visitor, id.into_inner(), Filled::default()).await
}

/// The page with its forms as they stand.
pub async fn render(
    visitor: Visitor,
    id: BuildRequestId,
    form: Filled,
) -> Result<HttpResponse, PageError> {
    let build = visitor
        .ask(move |db, clock, actor| service::build::show(db, clock, actor, id))
        .await?;
    let title = format!("{} · Build {id}", build.row.title);
    Ok(Page::new(title, visitor.frame(Place::Builds))
        .form(&form)
        .draw(move || view! { <Request request=build form/> }))
}

#[component]
fn Request(request: BuildPage, form: Filled) -> impl IntoView {
    let row = request.row.clone();
    let why = (!request.why.is_empty())
        .then(|| view! { <blockquote class="said">{request.why.clone()}</blockquote> });
    let (id, state, start) = (row.id, row.state, request.log.clone());
    let log = (!start.is_empty() || moves_by_itself(state)).then(|| {
        view! { <Card title="Build log"><LiveBuildLog id state start/></Card> }
    });
    let text = request.patch.clone();
    let patch = (!text.is_empty()).then(|| {
        view! { <Card title="Source patch"><Patch text/></Card> }
    });
    view! {
        <p class="trail"><a href="/builds">"Build requests"</a>{format!(" / {}", row.id)}</p>
        <div class="top">
            <h1>{row.title.clone()}</h1>
            {state_chip(row.state)}
            <span class="end"><span class="id">{row.update.to_string()}</span></span>
        </div>
        <FormNotice form=form.clone()/>
        {waiting(row.state)}
        {why}
        <div class="cols">
            <div class="stack">
                {request.report.clone().map(|report| view! { <Verdict report/> })}
                {log}
                {patch}
            </div>
            <div class="stack">
                <Review request=request.clone() form=form.clone()/>
                <Facts request=request.clone()/>
                <Discussion request=request.clone() form/>
                <Story
                    events=request.story.events
                    all=format!("/audit?subject_kind=build_request&subject_id={}", row.id)
                />
            </div>
        </div>
    }
    .into_any()
}

/// What happens next while nobody here can do anything.
fn waiting(state: BuildState) -> Option<impl IntoView> {
    let text = match state {
        BuildState::Submitted | BuildState::Triaged | BuildState::Queued => {
            "It waits for a builder. The log starts here as soon as one takes it; you may close this page."
        }
        BuildState::Accepted | BuildState::Signed => {
            "The signer is asked to sign it. It shows up under Updates by itself."
        }
        BuildState::Building
        | BuildState::Built
        | BuildState::Refused
        | BuildState::Failed
        | BuildState::InReview
        | BuildState::Released
        | BuildState::Rejected => return None,
    };
    Some(view! { <p class="dim">{text}</p> })
}

#[component]
fn Facts(request: BuildPage) -> impl IntoView {
    let row = request.row;
    let list = |words: Vec<String>| {
        if words.is_empty() {
            "none".to_owned()
        } else {
            words.join(", ")
        }
    };
    let urgency = format!("{} urgency", row.urgency.word());
    let (kind_tone, kind) = row.kind.shown();
    view! {
        <Card title="Request">
            <div class="body">
                <dl class="facts">
                    <dt>"Kernel"</dt>
                    <dd>{row.kernel.to_string()}</dd>
                    <dt>"Kind"</dt>
                    <dd class="acts">
                        <Chip tone=kind_tone label=kind/> {state_chip(row.severity)}
                        <Chip tone=Tone::Plain label=urgency/>
                    </dd>
                    <dt>"CVEs"</dt>
                    <dd>{list(request.cves)}</dd>
                    <dt>"Bugs"</dt>
                    <dd>{list(request.bugs)}</dd>
                    <dt>"Asked for by"</dt>
                    <dd>{row.requester.name} ", " <Time at=row.created_at/></dd>
                    {request
                        .reviewer
                        .map(|reviewer| view! { <dt>"Reviewed by"</dt><dd>{reviewer.name}</dd> })}
                    {request
                        .bundle
                        .map(|bundle| {
                            view! {
                                <dt>"Bundle"</dt>
                                <dd>
                                    <code title=bundle.to_hex()>{bundle.short()}</code>
                                    {request.bundle_size.map(|size| format!(", {size} bytes"))}
                                </dd>
                            }
                        })}
                    {request
                        .log_index
                        .map(|index| view! { <dt>"Release in the log"</dt><dd>{format!("entry {index}")}</dd> })}
                </dl>
            </div>
        </Card>
    }
    .into_any()
}
