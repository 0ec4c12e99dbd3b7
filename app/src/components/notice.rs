//! A sentence that must not be missed: what happened, what was kept, what to do next.

use leptos::prelude::*;

use super::chip::Tone;

/// A notice. One that is bad is announced at once by screen readers.
#[component]
pub fn Notice(
    /// How it looks.
    tone: Tone,
    /// The first line, in bold.
    #[prop(into)]
    title: String,
    /// The rest.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            <b>{title}</b>
            {children.map(|children| view! { <div>{children()}</div> })}
        </div>
    }
    .into_any()
}
