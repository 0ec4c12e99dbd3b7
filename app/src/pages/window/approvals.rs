//! What each affected experiment said, and what it still takes.

use leptos::prelude::*;
use quiesce_types::UnixMillis;
use quiesce_types::role::Decision;
use quiesce_types::state::WindowState;
use quiesce_types::view::{ApprovalRow, ExperimentApproval, WindowRow};

use crate::components::card::Card;
use crate::components::chip::{Chip, Tone};
use crate::components::counters::counted;
use crate::components::experiment::Experiment;
use crate::components::time::{Time, distance};

/// The table, one experiment a row.
#[component]
pub fn Approvals(
    approvals: Vec<ExperimentApproval>,
    row: WindowRow,
    now: UnixMillis,
) -> impl IntoView {
    let closes = (row.state == WindowState::Proposed && row.starts_at > now).then(|| {
        view! { "closes " <Time at=row.starts_at/> {format!(", {}", distance(row.starts_at, now))} }
            .into_any()
    });
    let rows: Vec<_> = approvals.into_iter().map(experiment_row).collect();
    view! {
        <Card title="Approvals" end=closes>
            <table class="fold">
                <tbody>{rows}</tbody>
            </table>
        </Card>
    }
    .into_any()
}

fn experiment_row(approval: ExperimentApproval) -> impl IntoView {
    let (tone, label) = if approval.rejected {
        (Tone::Bad, "declined".to_owned())
    } else if approval.given >= approval.quorum {
        (Tone::Ok, "approved".to_owned())
    } else {
        let missing = approval.quorum.saturating_sub(approval.given);
        (
            Tone::Wait,
            format!("needs {missing} of {}", approval.quorum),
        )
    };
    let waiting = tone == Tone::Wait;
    let whose = if approval.may_decide && approval.mine.is_none() {
        "Yours to give.".to_owned()
    } else {
        let names: Vec<_> = approval
            .coordinators
            .iter()
            .map(|c| c.name.clone())
            .collect();
        match names.as_slice() {
            [] => "It has no coordinator yet. An admin has to name one.".to_owned(),
            [one] => format!("{one} may give it."),
            _ => format!("Any of {} may give it.", names.join(", ")),
        }
    };
    let voided = approval.voided.len();
    view! {
        <tr>
            <td>
                <Experiment of=approval.experiment/>
                <span class="below">{counted(approval.hosts, "host", "hosts")}</span>
            </td>
            <td><Chip tone label/></td>
            <td class="grow small">
                {approval.approvals.into_iter().map(word).collect_view()}
                {waiting.then(|| view! { <p class="dim">{whose}</p> })}
                {(voided > 0)
                    .then(|| {
                        let many = counted(u64::try_from(voided).unwrap_or(0), "word", "words");
                        view! { <p class="dim">{many} " on earlier revisions lapsed."</p> }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

fn word(word: ApprovalRow) -> impl IntoView {
    let what = match word.decision {
        Decision::Approve => "approved by ",
        Decision::Reject => "declined by ",
    };
    let not_counted = (!word.counts && word.decision == Decision::Approve)
        .then_some(" The author's own approval does not count alone.");
    view! {
        <p>
            <span class="dim">{what}</span>
            {word.person.name}
            <span class="dim">" · " <Time at=word.at/> {not_counted}</span>
        </p>
        {(!word.comment.is_empty()).then(|| view! { <p class="said">{word.comment}</p> })}
    }
    .into_any()
}
