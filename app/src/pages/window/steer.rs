//! What an admin may do to the window now, each with what it will do to how many hosts.

use leptos::prelude::*;
use quiesce_types::state::DeploymentState;
use quiesce_types::view::WindowPage;

use crate::components::choices::{Choice, Choices};
use crate::components::counters::counted;
use crate::components::field::TextArea;
use crate::forms::{Filled, VERB};

/// The card of actions; nothing when there is none.
#[component]
pub fn Steer(window: WindowPage, form: Filled) -> impl IntoView {
    let actions = window.actions;
    let any = actions.open || actions.pause || actions.resume || actions.abort || actions.undo;
    any.then(|| {
        let path = format!("/windows/{}", window.row.number);
        let counts = window
            .progress
            .as_ref()
            .map(|p| p.counts)
            .unwrap_or_default();
        let left = counts.waiting + counts.busy + counts.downloaded;
        let hosts = counted(window.row.hosts, "host", "hosts");
        let plain = |verb: &'static str, label: &'static str, class: &'static str, text: String| {
            view! {
                <form class="decide" method="post" action=path.clone()>
                    <p>{text}</p>
                    <div class="acts">
                        <button class=class name=VERB value=verb>{label}</button>
                    </div>
                </form>
            }
        };
        let open = actions.open.then(|| {
            plain(
                "open",
                "Open now",
                "btn primary",
                format!(
                    "It is approved and its time has come. Opening offers its updates to {hosts}."
                ),
            )
        });
        let pause = actions.pause.then(|| {
            plain(
                "pause",
                "Pause",
                "btn",
                format!(
                    "Pausing keeps {} from starting; what is in flight on a host finishes.",
                    counted(left, "update", "updates")
                ),
            )
        });
        let resume = actions.resume.then(|| {
            plain(
                "resume",
                "Resume",
                "btn primary",
                format!(
                    "Resuming offers {} again.",
                    counted(left, "update", "updates")
                ),
            )
        });
        view! {
            <section class="card steer" aria-label="Steer this window">
                {open}
                {pause}
                {resume}
                {actions.undo.then(|| view! { <Undo window=window.clone() form=form.clone()/> })}
                {actions.abort.then(|| view! { <Abort path=path.clone() form/> })}
            </section>
        }
    })
}

#[component]
fn Abort(path: String, form: Filled) -> impl IntoView {
    let reopened = form.is("abort");
    view! {
        <div class="decide">
            <p>
                "Aborting ends the window for good. Updates that hosts have applied stay in force."
            </p>
            <div class="acts">
                <details class="say" open=reopened>
                    <summary class="btn danger">"Abort…"</summary>
                    <form class="form" method="post" action=path>
                        <TextArea form name="reason" label="Why it is ended" required=true/>
                        <button class="btn danger" name=VERB value="abort">"Abort the window"</button>
                    </form>
                </details>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Undo(window: WindowPage, form: Filled) -> impl IntoView {
    let path = format!("/windows/{}", window.row.number);
    let applied: Vec<_> = window
        .progress
        .map(|progress| progress.hosts)
        .unwrap_or_default()
        .into_iter()
        .filter(|row| row.state == DeploymentState::Applied)
        .collect();
    let mut choices: Vec<Choice> = Vec::new();
    for row in applied {
        let value = row.host.to_string();
        if choices.iter().all(|choice| choice.value != value) {
            choices.push(Choice {
                value,
                label: row.hostname.into_any(),
            });
        }
    }
    let reopened = form.is("undo");
    view! {
        <div class="decide">
            <p>
                "Undoing takes this window's updates out of the kernel again, with the same short pause, when the chosen hosts next check in."
            </p>
            <div class="acts">
                <details class="say" open=reopened>
                    <summary class="btn">"Undo on hosts…"</summary>
                    <form class="form" method="post" action=path>
                        <Choices
                            form
                            name="undo_host"
                            legend="On these hosts"
                            choices
                            nothing="No host has applied anything yet."
                        />
                        <button class="btn danger" name=VERB value="undo">"Undo on these hosts"</button>
                    </form>
                </details>
            </div>
        </div>
    }
    .into_any()
}
