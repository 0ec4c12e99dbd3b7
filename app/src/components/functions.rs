//! Names of kernel functions: a few in sight, the rest on demand.

use leptos::prelude::*;

const IN_SIGHT: usize = 4;

/// The names, one a line.
#[component]
pub fn Functions(
    /// Symbol names.
    mut names: Vec<String>,
) -> impl IntoView {
    let rest = names.split_off(names.len().min(IN_SIGHT));
    let line = |name: String| view! { <div><code>{name}</code></div> };
    let more = (!rest.is_empty()).then(|| {
        let count = rest.len();
        view! {
            <details class="more">
                <summary>{format!("{count} more")}</summary>
                {rest.into_iter().map(line).collect_view()}
            </details>
        }
    });
    view! { <div class="small">{names.into_iter().map(line).collect_view()} {more}</div> }
        .into_any()
}
