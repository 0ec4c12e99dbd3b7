//! The bar at the foot: what exactly the viewer decides, for whom, and the two buttons.

use leptos::prelude::*;
use quiesce_types::view::{ExperimentApproval, WindowPage};

use crate::components::counters::counted;
use crate::components::experiment::Experiment;
use crate::components::field::TextArea;
use crate::components::time::TimeRange;
use crate::forms::{Filled, VERB};

/// One bar for each experiment that the viewer is asked for.
#[component]
pub fn Verdicts(window: WindowPage, form: Filled) -> impl IntoView {
    let asked: Vec<_> = window
        .approvals
        .iter()
        .filter(|approval| approval.may_decide && approval.mine.is_none())
        .cloned()
        .collect();
    asked
        .into_iter()
        .map(|approval| view! { <Verdict window=window.clone() approval form=form.clone()/> })
        .collect_view()
}

#[component]
fn Verdict(window: WindowPage, approval: ExperimentApproval, form: Filled) -> impl IntoView {
    let path = format!("/windows/{}", window.row.number);
    let code = approval.experiment.code.clone();
    let experiment = approval.experiment.id.to_string();
    let mine = form.value("experiment") == experiment;
    let reopened = mine && form.is("reject");
    let form = if mine { form } else { Filled::default() };
    let hash = window.facts.sha256;
    let hidden = move || {
        view! {
            <input type="hidden" name="experiment" value=experiment.clone()/>
            <input type="hidden" name="revision_sha256" value=hash.to_hex()/>
        }
    };
    view! {
        <section class="card verdict" aria-label=format!("Decide for {code}")>
            <p>
                "You decide "
                <b>{format!("revision {}", window.facts.revision)}</b>
                " "
                <code>{hash.short()}</code>
                " for "
                <Experiment of=approval.experiment/>
                {format!(": {}, ", counted(approval.hosts, "host", "hosts"))}
                <TimeRange from=window.row.starts_at to=window.row.ends_at/>
                "."
            </p>
            <div class="acts">
                <details class="say up" open=reopened>
                    <summary class="btn danger">"Decline…"</summary>
                    <form class="form" method="post" action=path.clone()>
                        {hidden()}
                        <TextArea form name="comment" label=format!("Why not, for {code}") required=true/>
                        <button class="btn danger" name=VERB value="reject">
                            {format!("Decline for {code}")}
                        </button>
                    </form>
                </details>
                <form method="post" action=path>
                    {hidden()}
                    <button class="btn primary" name=VERB value="approve">
                        {format!("Approve for {code}")}
                    </button>
                </form>
            </div>
        </section>
    }
    .into_any()
}
