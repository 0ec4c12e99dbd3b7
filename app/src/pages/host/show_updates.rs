//! What is in a host's kernel, what it lacks, and how each attempt went.

use leptos::prelude::*;
use quiesce_types::view::{EffectiveUpdate, HostDeployment};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::empty::Empty;
use crate::components::state_chip::state_chip;
use crate::components::time::Time;
use crate::islands::window_progress::micros;

/// Updates in the kernel and updates that are missing, in one table.
#[component]
pub fn Loaded(loaded: Vec<EffectiveUpdate>, missing: Vec<EffectiveUpdate>) -> impl IntoView {
    let body = if loaded.is_empty() && missing.is_empty() {
        let text = "The kernel runs as it was booted, and nothing is released that it lacks.";
        view! { <Empty title="No updates" text/> }.into_any()
    } else {
        let present = loaded.into_iter().map(|update| {
            let chip = if update.in_force {
                view! { <Chip tone=Tone::Ok label="in force"/> }
            } else {
                view! { <Chip tone=Tone::Plain label="loaded, not in force"/> }
            };
            row(update, chip.into_any())
        });
        let present: Vec<_> = present.collect();
        let absent: Vec<_> = missing
            .into_iter()
            .map(|update| {
                row(
                    update,
                    view! { <Chip tone=Tone::Warn label="missing"/> }.into_any(),
                )
            })
            .collect();
        view! { <table><tbody>{present}{absent}</tbody></table> }.into_any()
    };
    view! { <Card title="Updates">{body}</Card> }.into_any()
}

fn row(update: EffectiveUpdate, chip: AnyView) -> impl IntoView {
    view! {
        <tr>
            <td><span class="id">{update.id.to_string()}</span></td>
            <td class="grow">{update.title}</td>
            <td class="num">{chip}</td>
        </tr>
    }
    .into_any()
}

/// Deployments, newest first; nothing when there were none.
#[component]
pub fn Deployments(deployments: Vec<HostDeployment>) -> impl IntoView {
    (!deployments.is_empty()).then(|| {
        let rows: Vec<_> = deployments.into_iter().map(deployment).collect();
        view! {
            <Card title="In windows">
                <div class="scroll">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Window"</th>
                                <th scope="col">"Update"</th>
                                <th scope="col">"State"</th>
                                <th scope="col" class="num">"Pause"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        }
    })
}

fn deployment(row: HostDeployment) -> impl IntoView {
    let message = [row.code, row.message]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ");
    view! {
        <tr>
            <td class="grow">
                <a href=format!("/windows/{}", row.window)>{row.window_title}</a>
                <span class="below"><Time at=row.at/></span>
                {(!message.is_empty()).then(|| view! { <span class="below">{message}</span> })}
            </td>
            <td><span class="id" title=row.update_title>{row.update.to_string()}</span></td>
            <td>{state_chip(row.state)}</td>
            <td class="num nowrap">{row.pause.map(|pause| micros(pause.total_ns))}</td>
        </tr>
    }
    .into_any()
}
