//! Windows that wait for the viewer's word, each with approve and decline in place.

use leptos::prelude::*;
use quiesce_types::UnixMillis;
use quiesce_types::view::WindowDecision;

use crate::components::counters::counted;
use crate::components::experiment::Experiment;
use crate::components::field::TextArea;
use crate::components::state_chip::state_chip;
use crate::components::time::{TimeRange, distance};
use crate::forms::{Filled, VERB};

/// The list; nothing when nothing waits.
#[component]
pub fn Decisions(decisions: Vec<WindowDecision>, now: UnixMillis, form: Filled) -> impl IntoView {
    (!decisions.is_empty()).then(|| {
        let rows: Vec<_> = decisions
            .into_iter()
            .map(|decision| view! { <Decision decision now form=form.clone()/> })
            .collect();
        view! { <section class="card" aria-label="Needs your decision">{rows}</section> }
    })
}

#[component]
fn Decision(decision: WindowDecision, now: UnixMillis, form: Filled) -> impl IntoView {
    let window = decision.window;
    let page = format!("/windows/{}", window.number);
    let code = decision.experiment.code.clone();
    let id = format!("d{}-{}", window.number, decision.experiment.id);
    let labelled = id.clone();
    let others: Vec<_> = window
        .affected
        .into_iter()
        .filter(|other| other.id != decision.experiment.id)
        .map(|of| view! { <Experiment of/> " " })
        .collect();
    let with = (!others.is_empty()).then(|| view! { <span class="dim">" with "</span> {others} });
    let closes = (window.starts_at > now).then(|| distance(window.starts_at, now));
    // A refused form of this very row comes back open.
    let mine = form.value("window") == window.number.to_string()
        && form.value("experiment") == decision.experiment.id.to_string();
    let reopened = mine && form.is("reject");
    let form = if mine { form } else { Filled::default() };
    let hidden = move || {
        view! {
            <input type="hidden" name="window" value=window.number.to_string()/>
            <input type="hidden" name="experiment" value=decision.experiment.id.to_string()/>
            <input type="hidden" name="revision_sha256" value=decision.revision_sha256.to_hex()/>
        }
    };
    view! {
        <article class="decide" aria-labelledby=labelled>
            <div>
                <h2 id=id><a href=page.clone()>{window.title}</a></h2>
                <div>
                    <Experiment of=decision.experiment.clone()/>
                    {with}
                    <span class="dim">" · "</span>
                    {counted(window.hosts, "host", "hosts")}
                    {format!(", {} of them yours", decision.hosts_of_mine)}
                    <span class="dim">" · "</span>
                    {counted(window.updates, "update", "updates")}
                    " "
                    {decision.severity.map(state_chip)}
                </div>
                <div class="dim small">
                    <TimeRange from=window.starts_at to=window.ends_at/>
                    {closes.map(|closes| format!(" · approval closes {closes}"))}
                    {format!(" · {} of {} approvals given", decision.given, decision.quorum)}
                </div>
            </div>
            <div class="acts">
                <details class="say" open=reopened>
                    <summary class="btn quiet">"Decline…"</summary>
                    <form class="form" method="post" action="/">
                        {hidden()}
                        <TextArea form name="comment" id="comment" label=format!("Why not, for {code}") required=true/>
                        <button class="btn danger" name=VERB value="reject">
                            {format!("Decline for {code}")}
                        </button>
                    </form>
                </details>
                <a class="btn" href=page>"Review"</a>
                <form method="post" action="/">
                    {hidden()}
                    <button class="btn primary" name=VERB value="approve">
                        {format!("Approve for {code}")}
                    </button>
                </form>
            </div>
        </article>
    }
    .into_any()
}
