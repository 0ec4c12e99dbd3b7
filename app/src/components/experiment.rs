//! An experiment: its code beside a stripe of its colour.

use leptos::prelude::*;
use quiesce_types::view::ExperimentRef;

/// One experiment. The colour is data, so it is an SVG attribute and not a style.
#[component]
pub fn Experiment(
    /// Which.
    of: ExperimentRef,
) -> impl IntoView {
    view! {
        <span class="exp" title=of.name>
            <svg width="3" height="14" aria-hidden="true">
                <rect width="3" height="14" rx="1.5" fill=of.colour></rect>
            </svg>
            {of.code}
        </span>
    }
    .into_any()
}

/// Several, in a row that wraps.
#[component]
pub fn Experiments(
    /// Which.
    of: Vec<ExperimentRef>,
) -> impl IntoView {
    view! { <span class="exps">{of.into_iter().map(|of| view! { <Experiment of/> }).collect_view()}</span> }.into_any()
}
