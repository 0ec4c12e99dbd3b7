//! `GET /hosts/enrol`: give out a token that lets one host enrol.

use actix_web::HttpResponse;
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::view::{GroupRow, IssuedToken, TokenRow};
use quiesce_types::{Role, UnixMillis};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::field::{FormNotice, Select, TextField};
use crate::components::time::{Time, distance};
use crate::forms::{Filled, FormValues};
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor) -> Result<HttpResponse, PageError> {
    let mut values = FormValues::default();
    values.set("hours", "24");
    render(visitor, Filled::beforehand(values), None).await
}

/// The page with its form as it stands, and the token that was just made.
pub async fn render(
    visitor: Visitor,
    form: Filled,
    issued: Option<IssuedToken>,
) -> Result<HttpResponse, PageError> {
    if !visitor.me.is(Role::Admin) {
        let rule = "Only admins let hosts enrol. Ask one of them for a token.";
        return Err(PageError::Forbidden(rule.to_owned()));
    }
    let groups = visitor.ask(service::group::list).await?;
    let tokens = visitor.ask(service::host::list_tokens).await?;
    let now = visitor.now();
    Ok(Page::new("Enrol hosts", visitor.frame(Place::Hosts))
        .form(&form)
        .draw(move || {
            view! {
                <p class="trail"><a href="/hosts">"Hosts"</a> " / enrol"</p>
                <div class="top">
                    <h1>"Enrol hosts"</h1>
                </div>
                {issued.map(|issued| view! { <Issued issued/> })}
                <div class="cols">
                    <NewToken groups form/>
                    <Tokens tokens now/>
                </div>
            }
        }))
}

#[component]
fn Issued(issued: IssuedToken) -> impl IntoView {
    let group = issued
        .group
        .map(|group| format!(" and joins {}", group.name))
        .unwrap_or_default();
    view! {
        <section class="card" aria-label="New token">
            <div class="body">
                <p role="status">
                    <b>"Here is the token. It is shown this once."</b>
                    {format!(" It lets one host enrol{group}, until ")}
                    <Time at=issued.expires_at/>
                    "."
                </p>
                <p class="token" tabindex="0">{issued.token}</p>
                <p class="hint">"On the host: " <code>"quiesce enrol --server URL --token TOKEN"</code></p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn NewToken(groups: Vec<GroupRow>, form: Filled) -> impl IntoView {
    let mut options = vec![(String::new(), "none yet".to_owned())];
    options.extend(
        groups
            .into_iter()
            .map(|group| (group.id.to_string(), group.name)),
    );
    let allow = form.has("allow", "true");
    view! {
        <Card title="New token">
            <form class="body form" method="post" action="/hosts/enrol">
                <FormNotice form=form.clone()/>
                <Select form=form.clone() name="group" label="The host joins the group" options/>
                <TextField form name="hours" label="Hours until it expires" kind="number" hint="1 to 720." required=true/>
                <fieldset class="field">
                    <legend class="sr">"Admission"</legend>
                    <div class="choices">
                        <label>
                            <input type="checkbox" name="allow" value="true" checked=allow/>
                            <span>
                                <b>"Allow the host at once"</b>
                                <span class="below">
                                    "Otherwise it waits under Hosts until an admin allows it, which is safer when the token travels."
                                </span>
                            </span>
                        </label>
                    </div>
                </fieldset>
                <div class="acts"><button class="btn primary" type="submit">"Make a token"</button></div>
            </form>
        </Card>
    }
    .into_any()
}

#[component]
fn Tokens(tokens: Vec<TokenRow>, now: UnixMillis) -> impl IntoView {
    let none = tokens.is_empty().then(|| {
        view! { <p class="body dim">"No token was given out yet. Each can be used once, by one host."</p> }
    });
    let rows: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            let state = match token.used_by {
                Some(host) => view! { <a href=format!("/hosts/{host}")>"used"</a> }.into_any(),
                None if token.expires_at <= now => {
                    view! { <Chip tone=Tone::Plain label="expired"/> }.into_any()
                }
                None => view! { <Chip tone=Tone::Wait label="unused"/> }.into_any(),
            };
            let group = token.group.map_or_else(|| "no group".to_owned(), |group| group.name);
            view! {
                <tr>
                    <td class="grow">
                        {group}
                        <span class="below">
                            {token.by.name} " · " <Time at=token.created_at/>
                        </span>
                    </td>
                    <td class="num nowrap">
                        {state}
                        <span class="below">{format!("expires {}", distance(token.expires_at, now))}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    view! { <Card title="Tokens">{none}<table><tbody>{rows}</tbody></table></Card> }.into_any()
}
