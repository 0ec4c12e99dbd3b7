//! The functions that the patch changes, adds or loses.

use leptos::prelude::*;
use quiesce_types::build::{FunctionChange, FunctionReport};

use crate::components::state_chip::state_chip;

/// The table; nothing when no function differs.
#[component]
pub fn FunctionTable(functions: Vec<FunctionReport>) -> impl IntoView {
    (!functions.is_empty()).then(|| {
        let rows: Vec<_> = functions.into_iter().map(row).collect();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Functions">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Function"</th>
                            <th scope="col">"Change"</th>
                            <th scope="col" class="num">"Bytes"</th>
                            <th scope="col" class="hide-s">"Note"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn row(function: FunctionReport) -> impl IntoView {
    let size = match function.change {
        FunctionChange::Changed => format!("{} to {}", function.old_size, function.new_size),
        FunctionChange::New => function.new_size.to_string(),
        FunctionChange::Gone => function.old_size.to_string(),
    };
    view! {
        <tr>
            <td>
                <code>{function.name}</code>
                <span class="below">{function.file.unwrap_or(function.object)}</span>
            </td>
            <td>{state_chip(function.change)}</td>
            <td class="num nowrap">{size}</td>
            <td class="small dim hide-s">{function.note}</td>
        </tr>
    }
    .into_any()
}
