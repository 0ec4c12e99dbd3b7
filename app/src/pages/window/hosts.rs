//! The window's hosts, with what is wrong with them now.

use leptos::prelude::*;
use quiesce_types::state::HostState;
use quiesce_types::view::WindowHost;

use crate::components::card::Card;
use crate::components::counters::thousands;
use crate::components::empty::Empty;
use crate::components::state_chip::state_chip;

/// Rows in sight; a farm's worth is folded away.
const IN_SIGHT: usize = 30;

/// The table of hosts.
#[component]
pub fn Hosts(hosts: Vec<WindowHost>) -> impl IntoView {
    let count = thousands(u64::try_from(hosts.len()).unwrap_or(u64::MAX)).into_any();
    if hosts.is_empty() {
        let text = "None of the chosen groups has an allowed host. Revise the window, or allow hosts first.";
        return view! { <Card title="Hosts"><Empty title="No host is in this window" text/></Card> }
            .into_any();
    }
    let mut rows: Vec<_> = hosts.into_iter().map(row).collect();
    let rest = rows.split_off(rows.len().min(IN_SIGHT));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <footer>
                <details class="more grow">
                    <summary>{format!("{} more hosts", rest.len())}</summary>
                    <table><tbody>{rest}</tbody></table>
                </details>
            </footer>
        }
    });
    view! {
        <Card title="Hosts" end=count>
            <div class="scroll">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Host"</th>
                            <th scope="col">"Now"</th>
                            <th scope="col" class="hide-s">"Kernel"</th>
                            <th scope="col" class="hide-s">"Depended on by"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </Card>
    }
    .into_any()
}

fn row(host: WindowHost) -> impl IntoView {
    // Whether it may take part matters before how it is.
    let chip = match host.state {
        HostState::Allowed => state_chip(host.health).into_any(),
        HostState::Pending | HostState::Denied => state_chip(host.state).into_any(),
    };
    view! {
        <tr>
            <td><a href=format!("/hosts/{}", host.id)>{host.hostname}</a></td>
            <td>{chip}</td>
            <td class="hide-s small">{host.kernel.to_string()}</td>
            <td class="hide-s">{host.experiments.join(", ")}</td>
        </tr>
    }
    .into_any()
}
