//! What stands where nothing is yet: what this place will hold, and the one action that fills it.

use leptos::prelude::*;

/// An empty state.
#[component]
pub fn Empty(
    /// What is not here, in a few words.
    #[prop(into)]
    title: String,
    /// What this place will hold and how it comes to be.
    #[prop(into)]
    text: String,
    /// Where the one action leads, and its label.
    #[prop(optional_no_strip)]
    action: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <b>{title}</b>
            <p>{text}</p>
            {action.map(|(href, label)| view! { <a class="btn" href=href>{label}</a> })}
        </div>
    }
    .into_any()
}
