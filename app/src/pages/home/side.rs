//! What runs and what comes.

use leptos::prelude::*;
use quiesce_types::UnixMillis;
use quiesce_types::state::WindowState;
use quiesce_types::view::{RunningWindow, WindowRow};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::counters::counted;
use crate::components::empty::Empty;
use crate::components::state_chip::state_chip;
use crate::components::time::{Time, TimeRange, distance};
use crate::islands::running_window::RunningNow;

/// Windows that run, each with its bar, live.
#[component]
pub fn RunningWindows(running: Vec<RunningWindow>) -> impl IntoView {
    (!running.is_empty()).then(|| {
        let rows: Vec<_> = running
            .into_iter()
            .map(
                |RunningWindow {
                     window,
                     counts,
                     median_pause_ns,
                     worst_pause_ns,
                 }| {
                    view! {
                        <div class="body">
                            <div class="top">
                                <a class="strong" href=format!("/windows/{}", window.number)>
                                    {window.title}
                                </a>
                                {state_chip(window.state)}
                                <span class="end">"ends " <Time at=window.ends_at/></span>
                            </div>
                            <RunningNow number=window.number counts median_pause_ns worst_pause_ns/>
                        </div>
                    }
                },
            )
            .collect();
        view! { <Card title="Running now">{rows}</Card> }
    })
}

/// Windows to come, soonest first.
#[component]
pub fn NextWindows(windows: Vec<WindowRow>, now: UnixMillis, may_propose: bool) -> impl IntoView {
    let all = view! { <a href="/windows">"All windows"</a> }.into_any();
    let body = if windows.is_empty() {
        let text = "A window says which hosts get which updates and when. Every experiment that depends on those hosts has to approve it; then it opens by itself.";
        let action = may_propose.then_some(("/windows/new", "Propose a window"));
        view! { <Empty title="No window is planned" text action/> }.into_any()
    } else {
        let rows: Vec<_> = windows
            .into_iter()
            .map(|window| next_row(window, now))
            .collect();
        view! { <table><tbody>{rows}</tbody></table> }.into_any()
    };
    view! { <Card title="Next windows" end=all>{body}</Card> }.into_any()
}

fn next_row(window: WindowRow, now: UnixMillis) -> impl IntoView {
    let chip = match window.state {
        WindowState::Proposed => {
            let label = format!(
                "{} of {} experiments",
                window.approved_by,
                window.affected.len()
            );
            view! { <Chip tone=Tone::Wait label/> }.into_any()
        }
        WindowState::Draft
        | WindowState::Approved
        | WindowState::Open
        | WindowState::Closed
        | WindowState::Rejected
        | WindowState::Expired
        | WindowState::Paused
        | WindowState::Aborted => state_chip(window.state).into_any(),
    };
    view! {
        <tr>
            <td class="grow">
                <a class="row" href=format!("/windows/{}", window.number)>{window.title}</a>
                <span class="below">
                    <TimeRange from=window.starts_at to=window.ends_at/>
                    {format!(" · {}", distance(window.starts_at, now))}
                    {format!(" · {}", counted(window.hosts, "host", "hosts"))}
                </span>
            </td>
            <td class="num">{chip}</td>
        </tr>
    }
    .into_any()
}
