//! Why a build was refused or failed, by function and source line.

use leptos::prelude::*;
use quiesce_types::build::Reason;

/// The reasons; nothing when there are none.
#[component]
pub fn Reasons(reasons: Vec<Reason>) -> impl IntoView {
    (!reasons.is_empty()).then(|| {
        let rows: Vec<_> = reasons.into_iter().map(row).collect();
        view! {
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Where"</th>
                            <th scope="col">"Why, and what to do"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn row(reason: Reason) -> impl IntoView {
    let place = match (reason.file, reason.line) {
        (Some(file), Some(line)) => Some(format!("{file}:{line}")),
        (Some(file), None) => Some(file),
        (None, _) => None,
    };
    let nowhere = reason.function.is_none() && place.is_none();
    view! {
        <tr>
            <td>
                {reason.function.map(|function| view! { <code>{function}</code> })}
                {place.map(|place| view! { <span class="below"><code>{place}</code></span> })}
                {nowhere.then_some("the patch")}
            </td>
            <td class="grow">{reason.message} <span class="below"><code>{reason.code}</code></span></td>
        </tr>
    }
    .into_any()
}
