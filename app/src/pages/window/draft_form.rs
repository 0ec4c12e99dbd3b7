//! The form of a window: what, where, when. Proposing and revising share it.

use jiff::tz::TimeZone;
use leptos::prelude::*;
use quiesce_types::UnixMillis;
use quiesce_types::view::{GroupRow, UpdateRow, WindowChoices};

use crate::components::choices::{Choice, Choices};
use crate::components::counters::counted;
use crate::components::experiment::Experiments;
use crate::components::field::{FormNotice, TextArea, TextField};
use crate::components::state_chip::state_chip;
use crate::forms::Filled;

/// A time as `datetime-local` inputs have it, in a zone.
pub fn local(at: UnixMillis, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at.timestamp()
        .to_zoned(zone)
        .strftime("%Y-%m-%dT%H:%M")
        .to_string()
}

/// The form.
#[component]
pub fn DraftForm(
    /// Where it posts to.
    #[prop(into)]
    path: String,
    /// What its button says.
    label: &'static str,
    /// What can be chosen.
    choices: WindowChoices,
    /// How it is filled in.
    form: Filled,
) -> impl IntoView {
    let groups = choices
        .groups
        .into_iter()
        .map(group_choice)
        .collect::<Vec<_>>();
    let updates = choices
        .updates
        .into_iter()
        .map(update_choice)
        .collect::<Vec<_>>();
    let zones: Vec<_> = jiff::tz::db()
        .available()
        .map(|zone| view! { <option value=zone.to_string()></option> })
        .collect();
    view! {
        <section class="card" aria-label="Window">
            <form class="body form" method="post" action=path>
                <FormNotice form=form.clone()/>
                <TextField form=form.clone() name="title" label="Title" hint="What coordinators read first, for example “Farm-wide network fixes”." required=true/>
                <div class="pair">
                    <TextField form=form.clone() name="starts_at" label="Opens" kind="datetime-local" required=true/>
                    <TextField form=form.clone() name="ends_at" label="Ends" kind="datetime-local" hint="Nothing new starts after this." required=true/>
                    <div>
                        <TextField form=form.clone() name="time_zone" label="Both in time zone" hint="An IANA name, for example America/New_York." list="zones" required=true/>
                        <datalist id="zones">{zones}</datalist>
                    </div>
                </div>
                <div class="pair">
                    <Choices form=form.clone() name="updates" legend="Updates" choices=updates nothing="Nothing is released yet. Updates show up here once a build request was accepted and signed."/>
                    <Choices form=form.clone() name="groups" legend="Host groups, and who depends on them" choices=groups nothing="There is no host group yet. An admin makes one with “quiesced group add”."/>
                </div>
                <TextArea form=form.clone() name="hosts" label="Single hosts besides" hint="Names, one a line. May stay empty." rows=2/>
                <TextArea form name="note" label="Note to the coordinators" hint="Why, and why then." rows=3/>
                <p class="hint">
                    "Every experiment named beside a chosen group has to approve. The window opens by itself at its start once all have."
                </p>
                <div class="acts"><button class="btn primary" type="submit">{label}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn group_choice(group: GroupRow) -> Choice {
    let label = view! {
        <b>{group.name}</b>
        " "
        <Experiments of=group.stakes/>
        <span class="below">
            {counted(group.hosts, "host", "hosts")}
            {(!group.description.is_empty()).then(|| format!(" · {}", group.description))}
        </span>
    };
    Choice {
        value: group.id.to_string(),
        label: label.into_any(),
    }
}

fn update_choice(update: UpdateRow) -> Choice {
    let label = view! {
        <b>{update.title}</b>
        " "
        {state_chip(update.severity)}
        <span class="below">
            <span class="id">{update.id.to_string()}</span>
            {format!(
                " · {} · {}",
                update.kernel.release,
                counted(update.missing_on, "host lacks it", "hosts lack it"),
            )}
        </span>
    };
    Choice {
        value: update.id.to_string(),
        label: label.into_any(),
    }
}
