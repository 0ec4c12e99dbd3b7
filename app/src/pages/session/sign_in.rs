//! `GET /sign-in`: the only page for people who are not signed in.

use actix_web::{HttpResponse, web};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::field::{FormNotice, TextField};
use crate::components::icon::Mark;
use crate::forms::{Filled, FormValues};
use crate::page::Page;
use crate::server::PageError;
use crate::shell::Frame;

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// The page.
pub async fn show(query: web::Query<Next>) -> Result<HttpResponse, PageError> {
    let mut values = FormValues::default();
    values.set("next", query.into_inner().next.unwrap_or_default());
    render(Filled::beforehand(values)).await
}

/// The page with its form as it stands.
pub async fn render(form: Filled) -> Result<HttpResponse, PageError> {
    Ok(Page::new("Sign in", Frame::Alone)
        .form(&form)
        .draw(move || view! { <SignIn form/> }))
}

#[component]
fn SignIn(form: Filled) -> impl IntoView {
    view! {
        <div>
            <div class="brand"><Mark/> "Quiesce"</div>
            <section class="card" aria-labelledby="sign-in">
                <form class="body form" method="post" action="/sign-in">
                    <h1 id="sign-in">"Sign in"</h1>
                    <FormNotice form=form.clone()/>
                    <input type="hidden" name="next" value=form.value("next")/>
                    <TextField
                        form=form.clone()
                        name="login"
                        label="Login"
                        autocomplete="username"
                        required=true
                        autofocus=true
                    />
                    <TextField
                        form=form
                        name="password"
                        label="Password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <button class="btn primary" type="submit">"Sign in"</button>
                </form>
            </section>
            <p class="hint">
                "Accounts are made by the people who run this server. Ask them if you have none or lost your password."
            </p>
        </div>
    }
    .into_any()
}
