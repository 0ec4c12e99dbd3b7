//! The bar of a window on the first page, live.

use leptos::prelude::*;
use quiesce_types::WindowNumber;
use quiesce_types::view::DeploymentCounts;

use super::window_progress::summary;

/// The bar and the figures.
#[island]
pub fn RunningNow(
    /// Which window.
    number: WindowNumber,
    /// How it stood when the page was made.
    counts: DeploymentCounts,
    /// Median of the pauses so far, in nanoseconds.
    median_pause_ns: Option<u64>,
    /// The worst pause so far, in nanoseconds.
    worst_pause_ns: Option<u64>,
) -> impl IntoView {
    let figures = RwSignal::new((counts, median_pause_ns, worst_pause_ns));
    follow(number, figures);
    move || {
        let (counts, median, worst) = figures.get();
        summary(&counts, median, worst)
    }
}

type Figures = (DeploymentCounts, Option<u64>, Option<u64>);

#[cfg(not(feature = "hydrate"))]
fn follow(_: WindowNumber, _: RwSignal<Figures>) {}

#[cfg(feature = "hydrate")]
fn follow(number: WindowNumber, figures: RwSignal<Figures>) {
    use std::ops::ControlFlow;

    use quiesce_types::view::WindowProgress;

    super::feed::follow(
        &format!("/events/window/{number}"),
        move |now: WindowProgress| {
            figures.set((now.counts, now.median_pause_ns, now.worst_pause_ns));
            if now.state.is_running() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
}
