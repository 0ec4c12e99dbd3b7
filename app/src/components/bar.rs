//! A bar of parts, drawn as SVG so that no style attribute is needed.

use leptos::prelude::*;

/// A share of the bar: how many, and the class that fills it (`fill-ok`, `fill-bad`, …).
pub type Share = (u64, &'static str);

/// A bar. Parts that are not zero are at least one percent wide, so that one failure among thousands is seen.
#[component]
pub fn Bar(
    /// The parts, from the left.
    parts: Vec<Share>,
    /// The whole.
    whole: u64,
    /// What it says in words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let mut x = 0.0;
    let rects: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, class)| {
            let width = percent(count, whole).max(1.0);
            let at = x;
            x += width;
            view! { <rect class=class x=format!("{at:.2}%") width=format!("{width:.2}%") height="8"></rect> }
        })
        .collect();
    view! { <svg class="bar" role="img" aria-label=label>{rects}</svg> }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a share of a bar is drawn to a hundredth of a percent"
)]
fn percent(count: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        count as f64 * 100.0 / whole as f64
    }
}
