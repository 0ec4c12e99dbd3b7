//! `GET /`.

use actix_web::HttpResponse;
use leptos::prelude::*;
use quiesce_api::service;
use quiesce_types::Role;
use quiesce_types::view::{FleetCounters, HomeView};

use super::decisions::Decisions;
use super::side::{NextWindows, RunningWindows};
use super::work::Work;
use crate::components::chip::Tone;
use crate::components::counters::{Counter, Counters, in_words};
use crate::components::empty::Empty;
use crate::components::field::FormNotice;
use crate::components::time::Time;
use crate::forms::Filled;
use crate::page::Page;
use crate::server::{PageError, Visitor};
use crate::shell::Place;

/// The page.
pub async fn show(visitor: Visitor) -> Result<HttpResponse, PageError> {
    render(visitor, Filled::default()).await
}

/// The page with its forms as they stand.
pub async fn render(visitor: Visitor, form: Filled) -> Result<HttpResponse, PageError> {
    let home = visitor.ask(service::home::show).await?;
    let frame = visitor.frame_with(Place::Home, waiting(&home));
    Ok(Page::new("Home", frame)
        .form(&form)
        .draw(move || view! { <Home home form/> }))
}

/// How many things wait for the viewer's word.
fn waiting(home: &HomeView) -> u64 {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    count(home.decisions.len()) + count(home.reviews.len()) + home.pending_hosts
}

#[component]
fn Home(home: HomeView, form: Filled) -> impl IntoView {
    let fleet = home.fleet;
    let teach = fleet.total == 0;
    let HomeView {
        me,
        now,
        decisions,
        reviews,
        running,
        next,
        builds,
        pending_hosts,
        ..
    } = home;
    let heading = heading(decisions.len(), reviews.len(), pending_hosts);
    let admin = me.is(Role::Admin);
    let shows_builds = admin || me.is(Role::ReleaseManager);
    view! {
        <div class="top">
            <h1>{heading}</h1>
            <span class="end"><Time at=now/></span>
        </div>
        <FormNotice form=form.clone()/>
        <Decisions decisions now form/>
        <Work reviews pending_hosts/>
        {if teach { no_hosts(admin).into_any() } else { counters(fleet).into_any() }}
        <div class="cols">
            <NextWindows windows=next now may_propose={admin || !me.coordinates.is_empty()}/>
            <div class="stack">
                <RunningWindows running/>
                {shows_builds.then(|| view! { <super::work::Queue builds/> })}
            </div>
        </div>
    }
    .into_any()
}

/// The one sentence that the page is opened for.
fn heading(decisions: usize, reviews: usize, hosts: u64) -> String {
    let hosts = usize::try_from(hosts).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    for (n, one, many) in [
        (decisions, "window", "windows"),
        (reviews, "build", "builds"),
        (hosts, "host", "hosts"),
    ] {
        if n > 0 {
            parts.push(format!(
                "{} {}",
                in_words(n),
                if n == 1 { one } else { many }
            ));
        }
    }
    let verb = if decisions + reviews + hosts == 1 {
        "needs"
    } else {
        "need"
    };
    let list = match parts.split_last() {
        None => return "Nothing needs you now".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    };
    let mut letters = list.chars();
    let first: String = letters
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    format!("{first}{} {verb} your decision", letters.as_str())
}

fn counters(fleet: FleetCounters) -> impl IntoView {
    let mut counters = vec![
        counter(
            fleet.up_to_date,
            "Up to date",
            Tone::Ok,
            "health=up_to_date",
        ),
        counter(
            fleet.out_of_date,
            "Out of date",
            Tone::Warn,
            "health=out_of_date",
        ),
        counter(fleet.failed, "Failed", Tone::Bad, "failed=true"),
        counter(fleet.inactive, "Inactive", Tone::Wait, "health=inactive"),
        counter(
            fleet.unsupported,
            "Unsupported",
            Tone::Plain,
            "health=unsupported",
        ),
    ];
    if fleet.pending > 0 {
        counters.push(counter(
            fleet.pending,
            "Pending",
            Tone::Wait,
            "state=pending",
        ));
    }
    view! { <Counters label="Hosts" counters/> }.into_any()
}

fn counter(count: u64, label: &'static str, tone: Tone, query: &str) -> Counter {
    Counter {
        count,
        label,
        tone,
        href: format!("/hosts?{query}"),
        current: false,
    }
}

fn no_hosts(admin: bool) -> impl IntoView {
    let action = admin.then_some(("/hosts/enrol", "Make an enrolment token"));
    let text = "Here you will see how many hosts are up to date, out of date, inactive or unsupported. A host shows up once it has enrolled: an admin makes a token, and the host's own admin runs “quiesce enrol” with it.";
    view! {
        <section class="card"><Empty title="No host has enrolled yet" text action/></section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::heading;

    #[test]
    fn the_heading_counts_what_waits() {
        assert_eq!(heading(0, 0, 0), "Nothing needs you now");
        assert_eq!(heading(2, 0, 0), "Two windows need your decision");
        assert_eq!(heading(0, 1, 0), "One build needs your decision");
        assert_eq!(
            heading(1, 1, 3),
            "One window, one build and three hosts need your decision"
        );
    }
}
