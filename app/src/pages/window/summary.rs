//! The window in plain words: how many hosts get what and when, and what that does to jobs.

use leptos::prelude::*;
use quiesce_types::state::WindowState;
use quiesce_types::view::{WindowPage, WindowRow};

use crate::components::counters::counted;
use crate::components::time::{TimeRange, distance};

/// The sentence under the title.
#[component]
pub fn Summary(window: WindowPage) -> impl IntoView {
    let WindowPage {
        row,
        facts,
        approvals,
        now,
        ..
    } = window;
    let groups = counted(
        u64::try_from(facts.groups.len()).unwrap_or(0),
        "group",
        "groups",
    );
    let names: Vec<_> = facts
        .groups
        .iter()
        .map(|group| group.name.clone())
        .collect();
    let verb = verb(row.state, row.hosts == 1);
    let shares: Vec<String> = approvals
        .iter()
        .map(|approval| {
            format!(
                "{} depends on {}",
                approval.experiment.code,
                counted(approval.hosts, "host", "hosts")
            )
        })
        .collect();
    let shares = (!shares.is_empty()).then(|| format!(" {}.", shares.join(", ")));
    let when = when(&row, now);
    view! {
        <p class="lede">
            <b>{counted(row.hosts, "host", "hosts")}</b>
            {format!(" in {groups} ({}) {verb} ", names.join(", "))}
            <b>{counted(row.updates, "update", "updates")}</b>
            ", "
            <b><TimeRange from=row.starts_at to=row.ends_at/></b>
            {when.map(|when| format!(" ({when})"))}
            ". No reboot and no drain: jobs keep running through a pause of about a millisecond."
            {shares}
        </p>
        {(!facts.note.is_empty())
            .then(|| {
                view! {
                    <blockquote class="said">
                        {facts.note} <span class="below">{format!("{}, the author", facts.author.name)}</span>
                    </blockquote>
                }
            })}
    }
    .into_any()
}

fn verb(state: WindowState, one: bool) -> &'static str {
    match state {
        WindowState::Draft | WindowState::Proposed | WindowState::Approved => {
            if one {
                "receives"
            } else {
                "receive"
            }
        }
        WindowState::Open | WindowState::Paused => {
            if one {
                "is receiving"
            } else {
                "are receiving"
            }
        }
        WindowState::Closed | WindowState::Aborted => {
            if one {
                "was offered"
            } else {
                "were offered"
            }
        }
        WindowState::Rejected | WindowState::Expired => "would have received",
    }
}

/// How far off it is, while that matters.
fn when(row: &WindowRow, now: quiesce_types::UnixMillis) -> Option<String> {
    match row.state {
        WindowState::Draft | WindowState::Proposed | WindowState::Approved => {
            Some(distance(row.starts_at, now))
        }
        WindowState::Open | WindowState::Paused => {
            Some(format!("ends {}", distance(row.ends_at, now)))
        }
        WindowState::Closed
        | WindowState::Rejected
        | WindowState::Expired
        | WindowState::Aborted => None,
    }
}
