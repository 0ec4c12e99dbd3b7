//! `GET /builds/new`: ask for an update, with its source patch.

use actix_web::HttpResponse;
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::role::{Severity, Urgency};
use quiesce_types::trust::manifest::UpdateKind;
use quiesce_types::view::BuildForm;

use crate::components::field::{FormNotice, Select, TextArea, TextField};
use crate::components::state_chip::Shown;
use crate::forms::build::kind;
use crate::forms::{Filled, FormValues};
use crate::islands::patch_file::PatchFile;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor) -> Result<HttpResponse, PageError> {
    let mut values = FormValues::default();
    values.set("severity", Severity::Important.word());
    values.set("urgency", Urgency::Normal.word());
    render(visitor, Filled::beforehand(values)).await
}

/// The page with its form as it stands.
pub async fn render(visitor: Visitor, form: Filled) -> Result<HttpResponse, PageError> {
    let choices = visitor.ask(service::build::form).await?;
    if !choices.may_submit {
        let rule = "Build requests are filed by admins and release managers. Ask one of them.";
        return Err(PageError::Forbidden(rule.to_owned()));
    }
    Ok(Page::new("Request a build", visitor.frame(Place::Builds))
        .form(&form)
        .draw(move || view! { <New choices form/> }))
}

#[component]
fn New(choices: BuildForm, form: Filled) -> impl IntoView {
    let kinds = kind::CHOICES
        .iter()
        .map(|(word, kind): &(&str, UpdateKind)| ((*word).to_owned(), kind.shown().1.to_owned()))
        .collect();
    let severities = Severity::ALL.iter().map(|s| option(s.word())).collect();
    let urgencies = Urgency::ALL.iter().map(|u| option(u.word())).collect();
    let kernels: Vec<_> = choices
        .kernels
        .into_iter()
        .map(|kernel| view! { <option value=kernel.to_string()></option> })
        .collect();
    view! {
        <p class="trail"><a href="/builds">"Build requests"</a> " / new"</p>
        <div class="top">
            <h1>"Request a build"</h1>
        </div>
        <section class="card" aria-label="Build request">
            <form class="body form" method="post" action="/builds/new" enctype="multipart/form-data">
                <FormNotice form=form.clone()/>
                <TextField form=form.clone() name="title" label="Title" hint="One line that admins will see on every host, for example “CVE-2026-46132: rtnetlink leaks kernel stack”." required=true/>
                <TextArea form=form.clone() name="why" label="Why it is wanted" rows=3 required=true/>
                <div class="pair">
                    <Select form=form.clone() name="kind" label="Kind" options=kinds/>
                    <Select form=form.clone() name="severity" label="Severity" options=severities/>
                    <Select form=form.clone() name="urgency" label="Urgency" options=urgencies/>
                    <div>
                        <TextField form=form.clone() name="kernel" label="Kernel" hint="As “uname -r” prints it." list="kernels" required=true/>
                        <datalist id="kernels">{kernels}</datalist>
                    </div>
                </div>
                <div class="pair">
                    <TextField form=form.clone() name="cves" label="CVEs" hint="Separated by spaces. May stay empty."/>
                    <TextField form=form.clone() name="bugs" label="Bug references" hint="For example bz#2345678. May stay empty."/>
                </div>
                <TextArea form=form.clone() name="patch" label="Source patch" hint="A unified diff against the source of that kernel, as “git diff” or “diff -u” makes it; at most 1 MiB." rows=18 code=true/>
                <PatchFile target="patch".to_owned()/>
                <p class="hint">
                    "The builder compiles only what the patch touches, before and after, and compares function by function. You can watch it, and it tells you by function and line when a change is not safe in a running kernel."
                </p>
                <div class="acts"><button class="btn primary" type="submit">"Request the build"</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn option(word: &str) -> (String, String) {
    (word.to_owned(), word.to_owned())
}
