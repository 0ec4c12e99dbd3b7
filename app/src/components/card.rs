//! A titled box: the unit that pages are laid out in.

use leptos::prelude::*;

/// A card. Its title is a second-level heading and names the region.
#[component]
pub fn Card(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What stands beside the heading: a chip, a count.
    #[prop(optional_no_strip, into)]
    beside: Option<AnyView>,
    /// What stands at the far end of the heading.
    #[prop(optional_no_strip, into)]
    end: Option<AnyView>,
    /// The content: rows, a table, a `div.body`.
    children: Children,
) -> impl IntoView {
    let label = title.clone();
    view! {
        <section class="card" aria-label=label>
            <header>
                <h2>{title}</h2>
                {beside}
                {end.map(|end| view! { <span class="end">{end}</span> })}
            </header>
            {children()}
        </section>
    }
    .into_any()
}
