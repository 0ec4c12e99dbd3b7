//! Newer and older, by links that can be shared.

use leptos::prelude::*;

use super::counters::thousands;

/// The foot of a long list.
#[component]
pub fn Pager(
    /// How many are on this page.
    shown: u64,
    /// How many there are, where that is known.
    #[prop(optional_no_strip)]
    total: Option<u64>,
    /// The page before, if there is one.
    previous: Option<String>,
    /// The page after, if there is one.
    next: Option<String>,
) -> impl IntoView {
    let count = match total {
        Some(total) => format!("{} of {}", thousands(shown), thousands(total)),
        None => thousands(shown),
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{count}</span>
            <span class="acts">
                {previous.map(|href| view! { <a class="btn" href=href rel="prev">"Previous"</a> })}
                {next.map(|href| view! { <a class="btn" href=href rel="next">"Next"</a> })}
            </span>
        </nav>
    }
    .into_any()
}
