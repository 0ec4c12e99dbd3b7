//! `GET /windows/{number}`: should I approve this, and what is it doing?

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::WindowNumber;
use quiesce_types::view::WindowPage;

use super::approvals::Approvals;
use super::hosts::Hosts;
use super::side::{Checks, Revisions};
use super::steer::Steer;
use super::summary::Summary;
use super::updates::Updates;
use super::verdict::Verdicts;
use crate::components::card::Card;
use crate::components::field::FormNotice;
use crate::components::state_chip::state_chip;
use crate::components::story::Story;
use crate::forms::Filled;
use crate::islands::window_progress::LiveWindow;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(
    visitor: Visitor,
    number: web::Path<WindowNumber>,
) -> Result<HttpResponse, PageError> {
    render(visitor, number.into_inner(), Filled::default()).await
}

/// The page with its forms as they stand.
pub async fn render(
    visitor: Visitor,
    number: WindowNumber,
    form: Filled,
) -> Result<HttpResponse, PageError> {
    let window = visitor
        .ask(move |db, clock, actor| service::window::show(db, clock, actor, number))
        .await?;
    let title = format!("{} · Window {number}", window.row.title);
    Ok(Page::new(title, visitor.frame(Place::Windows))
        .form(&form)
        .draw(move || view! { <Window window form/> }))
}

#[component]
fn Window(window: WindowPage, form: Filled) -> impl IntoView {
    let row = window.row.clone();
    // How each host goes is said by the progress; the story is what people and the server did to the window.
    let story: Vec<_> = window
        .story
        .iter()
        .filter(|event| !event.action.starts_with("deployment."))
        .cloned()
        .collect();
    let facts = window.facts.clone();
    let revise = window.actions.revise.then(|| {
        view! { <a class="btn" href=format!("/windows/{}/revise", row.number)>"Revise"</a> }
    });
    let progress = window.progress.clone().map(|start| {
        view! {
            <Card title="Progress">
                <LiveWindow number=row.number start/>
            </Card>
        }
    });
    view! {
        <p class="trail"><a href="/windows">"Windows"</a>{format!(" / {}", row.number)}</p>
        <div class="top">
            <h1>{row.title.clone()}</h1>
            {state_chip(row.state)}
            <span class="end">
                <span>
                    {format!("revision {} · ", facts.revision)} <code>{facts.sha256.short()}</code>
                </span>
                {revise}
            </span>
        </div>
        <FormNotice form=form.clone()/>
        <Summary window=window.clone()/>
        <div class="cols">
            <div class="stack">
                {progress}
                <Approvals approvals=window.approvals.clone() row=row.clone() now=window.now/>
                <Updates updates=window.updates.clone()/>
                <Hosts hosts=window.hosts.clone()/>
            </div>
            <div class="stack">
                <Steer window=window.clone() form=form.clone()/>
                <Checks checks=window.checks.clone()/>
                <Story
                    events=story
                    all=format!("/audit?subject_kind=window&subject_id={}", row.number)
                />
                <Revisions revisions=window.revisions.clone()/>
            </div>
        </div>
        <Verdicts window form/>
    }
    .into_any()
}
