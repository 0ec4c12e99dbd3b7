//! How an open window goes: the bar, the figures, and the hosts one by one.

use leptos::prelude::*;
use quiesce_types::WindowNumber;
use quiesce_types::state::{DeploymentState, WindowState};
use quiesce_types::view::{DeploymentCounts, HostProgress, WindowProgress};

use crate::components::bar::Bar;
use crate::components::state_chip::state_chip;

/// Rows shown; the rest is counted. What needs a person comes first.
const MAX_ROWS: usize = 200;

/// The progress of a window, live while it runs.
#[island]
pub fn LiveWindow(
    /// Which window.
    number: WindowNumber,
    /// How it stood when the page was made.
    start: WindowProgress,
) -> impl IntoView {
    let progress = RwSignal::new(start);
    follow(number, progress);
    view! {
        <div class="body">
            {move || progress.with(|p| summary(&p.counts, p.median_pause_ns, p.worst_pause_ns))}
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label="Hosts of this window">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Host"</th>
                        <th scope="col">"Update"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Pause"</th>
                        <th scope="col" class="hide-s">"What happened"</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || shown(&progress.read().hosts)
                        key=|row| (row.host.clone(), row.update.clone(), row.state, row.at)
                        children=|row| host_row(row)
                    />
                </tbody>
            </table>
        </div>
        {move || {
            let more = progress.read().hosts.len().saturating_sub(MAX_ROWS);
            (more > 0).then(|| view! { <p class="pager">{format!("and {more} more")}</p> })
        }}
    }
}

#[cfg(not(feature = "hydrate"))]
fn follow(_: WindowNumber, _: RwSignal<WindowProgress>) {}

#[cfg(feature = "hydrate")]
fn follow(number: WindowNumber, progress: RwSignal<WindowProgress>) {
    use std::ops::ControlFlow;

    let start = progress.with_untracked(|p| p.state);
    super::feed::follow(
        &format!("/events/window/{number}"),
        move |now: WindowProgress| {
            let state = now.state;
            progress.set(now);
            if state != start {
                super::feed::reload_unless_writing();
            }
            if is_over(state) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
}

/// Whether nothing more will come.
#[cfg_attr(
    not(feature = "hydrate"),
    allow(dead_code, reason = "asked in the browser")
)]
fn is_over(state: WindowState) -> bool {
    match state {
        WindowState::Draft
        | WindowState::Proposed
        | WindowState::Approved
        | WindowState::Open
        | WindowState::Paused => false,
        // What is in flight at the end still finishes and reports.
        WindowState::Closed | WindowState::Aborted => false,
        WindowState::Rejected | WindowState::Expired => true,
    }
}

/// The bar and the figures of a window.
pub fn summary(
    counts: &DeploymentCounts,
    median_ns: Option<u64>,
    worst_ns: Option<u64>,
) -> impl IntoView + use<> {
    let counts = *counts;
    let under_way = counts.downloaded + counts.applying;
    let sentence = sentence(&counts);
    view! {
        <div class="running">
            <Bar
                parts=vec![
                    (counts.applied, "fill-ok"),
                    (under_way, "fill-info"),
                    (counts.busy, "fill-warn"),
                    (counts.failed, "fill-bad"),
                ]
                whole=counts.total
                label=sentence.clone()
            />
            <p class="dim small">{sentence}</p>
            {median_ns
                .map(|median| {
                    view! {
                        <p class="dim small">
                            {format!(
                                "median pause {}, worst {}",
                                micros(median),
                                micros(worst_ns.unwrap_or(median)),
                            )}
                        </p>
                    }
                })}
        </div>
    }
}

/// `61 of 96 applied · 1 busy, will retry · 0 failed`: parts that are zero are left out, failures never.
fn sentence(counts: &DeploymentCounts) -> String {
    let mut parts = vec![format!("{} of {} applied", counts.applied, counts.total)];
    let some = [
        (counts.applying + counts.downloaded, "under way"),
        (counts.busy, "busy, will retry"),
        (counts.skipped, "skipped"),
        (counts.undone, "undone"),
    ];
    parts.extend(
        some.into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}")),
    );
    parts.push(format!("{} failed", counts.failed));
    parts.join(" · ")
}

/// Nanoseconds as whole microseconds, rounded up so that a pause is never shown as none.
pub fn micros(ns: u64) -> String {
    format!("{} µs", ns.div_ceil(1000))
}

fn shown(hosts: &[HostProgress]) -> Vec<HostProgress> {
    let mut hosts = hosts.to_vec();
    hosts.sort_by_key(|row| urgency(row.state));
    hosts.truncate(MAX_ROWS);
    hosts
}

/// What needs a person first, then what moves, then the rest.
fn urgency(state: DeploymentState) -> u8 {
    match state {
        DeploymentState::Failed => 0,
        DeploymentState::Busy => 1,
        DeploymentState::Applying | DeploymentState::Downloaded => 2,
        DeploymentState::Waiting
        | DeploymentState::Applied
        | DeploymentState::Skipped
        | DeploymentState::Undone => 3,
    }
}

fn host_row(row: HostProgress) -> impl IntoView {
    let parts = row.pause.map(|pause| {
        format!(
            "CPUs brought to a stop in {}, stacks checked in {}, jumps written in {}",
            micros(pause.rendezvous_ns),
            micros(pause.check_ns),
            micros(pause.write_ns)
        )
    });
    let message = [row.code, row.message]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ");
    view! {
        <tr>
            <td><a href=format!("/hosts/{}", row.host)>{row.hostname}</a></td>
            <td><span class="id">{row.update.to_string()}</span></td>
            <td>{state_chip(row.state)}</td>
            <td class="num nowrap" title=parts>
                {row.pause.map(|pause| micros(pause.total_ns))}
            </td>
            <td class="small dim hide-s">{message}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_always_says_how_many_failed() {
        let counts = DeploymentCounts {
            total: 96,
            applied: 61,
            busy: 1,
            ..Default::default()
        };
        assert_eq!(
            sentence(&counts),
            "61 of 96 applied · 1 busy, will retry · 0 failed"
        );
    }

    #[test]
    fn a_pause_is_never_none() {
        assert_eq!(micros(412_000), "412 µs");
        assert_eq!(micros(1), "1 µs");
    }
}
