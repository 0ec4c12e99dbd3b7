//! The log of a build, growing while the builder works.

use leptos::prelude::*;
use quiesce_types::BuildRequestId;
use quiesce_types::build::LogLine;
use quiesce_types::state::BuildState;

use crate::components::bar::Bar;

/// Whether a request leaves this state without anybody on the page: then the page follows it.
pub fn moves_by_itself(state: BuildState) -> bool {
    match state {
        BuildState::Submitted
        | BuildState::Triaged
        | BuildState::Queued
        | BuildState::Building
        | BuildState::Accepted
        | BuildState::Signed => true,
        BuildState::Built
        | BuildState::Refused
        | BuildState::Failed
        | BuildState::InReview
        | BuildState::Released
        | BuildState::Rejected => false,
    }
}

/// The log, live until the build ends. The page is shown anew whenever the request's state changes.
#[island]
pub fn LiveBuildLog(
    /// Which request.
    id: BuildRequestId,
    /// Where it stood when the page was made.
    state: BuildState,
    /// The lines so far.
    start: Vec<LogLine>,
) -> impl IntoView {
    let lines = RwSignal::new(start);
    let list = NodeRef::<leptos::html::Div>::new();
    follow(id, state, lines);
    // The newest line is the one to see, as long as the log grows.
    Effect::new(move |_| {
        lines.track();
        if let Some(list) = list.get() {
            list.set_scroll_top(list.scroll_height());
        }
    });
    view! {
        {move || lines.read().is_empty().then(|| view! { <p class="body dim">"No line yet."</p> })}
        {move || current_step(&lines.read())}
        <div class="log" node_ref=list tabindex="0" role="log" aria-label="Lines of the log">
            <ol>
            <For
                each=move || lines.get().into_iter().enumerate()
                key=|(at, _)| *at
                children=|(_, line)| {
                    view! {
                        <li>
                            <span class="at">{seconds(line.ms)}</span>
                            <span class="step">{line.step}</span>
                            <span class="text">{line.text}</span>
                        </li>
                    }
                }
            />
            </ol>
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
fn follow(_: BuildRequestId, _: BuildState, _: RwSignal<Vec<LogLine>>) {}

#[cfg(feature = "hydrate")]
fn follow(id: BuildRequestId, state: BuildState, lines: RwSignal<Vec<LogLine>>) {
    use std::ops::ControlFlow;

    use quiesce_types::view::BuildProgress;

    if !moves_by_itself(state) {
        return;
    }
    super::feed::follow(&format!("/events/build/{id}"), move |now: BuildProgress| {
        lines.update(|lines| {
            lines.truncate(usize::try_from(now.first_line).unwrap_or(usize::MAX));
            lines.extend(now.lines);
        });
        if now.state == state {
            return ControlFlow::Continue(());
        }
        super::feed::reload_unless_writing();
        ControlFlow::Break(())
    });
}

/// The step that is under way, where the builder says how far it is.
fn current_step(lines: &[LogLine]) -> Option<impl IntoView + use<>> {
    let last = lines.last()?;
    let percent = last.percent.filter(|percent| *percent < 100)?;
    let label = format!("{}: {percent} %", last.step);
    Some(view! {
        <div class="body">
            <Bar parts=vec![(percent.into(), "fill-info")] whole=100 label=label.clone()/>
            <p class="dim small">{label}</p>
        </div>
    })
}

/// `12.3 s` since the job began.
fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}
