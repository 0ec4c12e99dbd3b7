//! What happened to one thing, from the audit.

use leptos::prelude::*;
use quiesce_types::view::AuditRow;

use super::card::Card;
use super::time::Time;

/// Events with who and when; each leads to its entry in the audit.
#[component]
pub fn Story(
    /// The events, in the order to show them.
    events: Vec<AuditRow>,
    /// Where all of them are listed.
    #[prop(into)]
    all: String,
) -> impl IntoView {
    let none = events
        .is_empty()
        .then(|| view! { <p class="dim">"Nothing happened yet."</p> });
    let events: Vec<_> = events
        .into_iter()
        .map(|event| {
            view! {
                <li>
                    <div>
                        <a class="what" href=format!("/audit/{}", event.id)>{event.sentence}</a>
                        <span class="below">{event.actor.name} " · " <Time at=event.at/></span>
                    </div>
                </li>
            }
        })
        .collect();
    let all = view! { <a href=all>"in the audit"</a> }.into_any();
    view! {
        <Card title="Story" end=all>
            <div class="body">{none} <ol class="story">{events}</ol></div>
        </Card>
    }
    .into_any()
}
