//! What the server found, and how the window came to be as it is.

use leptos::prelude::*;
use quiesce_types::view::{Check, CheckLevel, RevisionRow};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::time::Time;

/// The checks, made now.
#[component]
pub fn Checks(checks: Vec<Check>) -> impl IntoView {
    let rows: Vec<_> = checks
        .into_iter()
        .map(|check| {
            let tone = match check.level {
                CheckLevel::Good => Tone::Ok,
                CheckLevel::Warning => Tone::Warn,
                CheckLevel::Bad => Tone::Bad,
            };
            view! {
                <tr>
                    <td><Chip tone label=check.label/></td>
                    <td class="grow small dim">{check.detail}</td>
                </tr>
            }
        })
        .collect();
    let now = "now".into_any();
    view! { <Card title="Checks" end=now><table class="fold two"><tbody>{rows}</tbody></table></Card> }.into_any()
}

/// The revisions, newest first; nothing while there is only one.
#[component]
pub fn Revisions(revisions: Vec<RevisionRow>) -> impl IntoView {
    (revisions.len() > 1).then(|| {
        let rows: Vec<_> = revisions
            .into_iter()
            .map(|revision| {
                let changes = revision
                    .changes
                    .into_iter()
                    .map(|change| view! { <p>{change}</p> });
                view! {
                    <tr>
                        <td class="nowrap">
                            <b>{revision.number}</b> " " <code>{revision.sha256.short()}</code>
                        </td>
                        <td class="grow small">
                            {changes.collect_view()}
                            <span class="below">
                                {revision.author.name} " · " <Time at=revision.at/>
                            </span>
                        </td>
                    </tr>
                }
            })
            .collect();
        view! { <Card title="Revisions"><table class="fold two"><tbody>{rows}</tbody></table></Card> }
    })
}
