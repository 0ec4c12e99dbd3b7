//! What the window applies, and which functions that replaces.

use leptos::prelude::*;
use quiesce_types::trust::manifest::UpdateKind;
use quiesce_types::view::WindowUpdate;

use crate::components::card::Card;
use crate::components::counters::thousands;
use crate::components::functions::Functions;
use crate::components::state_chip::state_chip;

/// The table of updates, in the order of applying.
#[component]
pub fn Updates(updates: Vec<WindowUpdate>) -> impl IntoView {
    let rows: Vec<_> = updates.into_iter().map(row).collect();
    view! {
        <Card title="Updates">
            <div class="scroll">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Id"</th>
                        <th scope="col">"What it does"</th>
                        <th scope="col" class="hide-s">"Replaces"</th>
                        <th scope="col" class="num">"Hosts"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
        </Card>
    }
    .into_any()
}

fn row(update: WindowUpdate) -> impl IntoView {
    let severity = (update.kind != UpdateKind::Core).then(|| state_chip(update.severity));
    view! {
        <tr>
            <td><span class="id">{update.id.to_string()}</span></td>
            <td class="grow">
                <b>{update.title}</b>
                <div class="acts">
                    {severity}
                    {state_chip(update.kind)}
                    {update.added.then(|| view! { <span class="dim small">"added: the others need it"</span> })}
                </div>
            </td>
            <td class="hide-s"><Functions names=update.functions/></td>
            <td class="num">{thousands(update.hosts)}</td>
        </tr>
    }
    .into_any()
}
