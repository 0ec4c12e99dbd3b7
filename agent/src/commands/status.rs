//! `quiesce status`: how this host stands, without calling anyone. Made for monitoring.

use quiesce_trust::time::utc;
use serde_json::json;

use super::say_effective;
use crate::failure::Failure;
use crate::host::{Contact, Enrolment, Host, Installed, LastOrders};
use crate::screen::Screen;

/// Polling intervals without a check-in after which a host counts as inactive, here as at the server.
const INACTIVE_AFTER: i64 = 3;
/// Exit status for that.
const SERVER_AWAY: u8 = 7;

pub fn run(host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    let enrolment = Enrolment::read(&host.places)?;
    let installed = Installed::read(&host.places);
    let last = LastOrders::read(&host.places)?;
    let contact = Contact::read(&host.places)?;
    let now = (host.clock)();

    let poll = last.as_ref().map_or(enrolment.server.poll_seconds, |last| {
        last.orders.poll_seconds
    });
    let inactive = last
        .as_ref()
        .is_none_or(|last| now - last.at > INACTIVE_AFTER * i64::from(poll));
    let problem = contact
        .as_ref()
        .and_then(|contact| contact.problem.as_deref());
    let window = last.as_ref().and_then(|last| last.orders.offers.first());
    let window = window.map(|offer| (&offer.window, offer.revision));
    let available = last.as_ref().map_or(0, |last| last.orders.available.len());

    screen.say(format_args!(
        "Enrolled:           as {} ({})",
        enrolment.server.hostname, enrolment.host
    ));
    screen.say(format_args!(
        "Server:             {}, {}",
        enrolment.server.server,
        reachable(contact.as_ref())
    ));
    match &last {
        Some(last) => screen.say(format_args!(
            "Last check-in:      {} ({} s ago)",
            utc(last.at),
            now - last.at
        )),
        None => screen.say("Last check-in:      never"),
    }
    match window {
        Some((window, revision)) => screen.say(format_args!(
            "Open window:        {window}, revision {revision}"
        )),
        None => screen.say("Open window:        none"),
    }
    screen.say(format_args!(
        "Core module:        {}",
        installed.core.as_deref().unwrap_or("not loaded")
    ));
    screen.say(format_args!(
        "Installed updates:  {}",
        installed.updates.len()
    ));
    screen.say(format_args!("Available updates:  {available}"));
    let effective_kernel = say_effective(screen, host)?;
    screen.object(&json!({
        "enrolled": true,
        "host": enrolment.host,
        "server": enrolment.server.server,
        "server_reachable": contact.as_ref().map(|contact| contact.problem.is_none()),
        "last_check_in": last.as_ref().map(|last| last.at),
        "problem": problem,
        "window": window.map(|(window, _)| window),
        "core": installed.core,
        "installed": installed.updates.len(),
        "available": available,
        "effective_kernel": effective_kernel,
    }));
    Ok(if inactive { SERVER_AWAY } else { 0 })
}

fn reachable(contact: Option<&Contact>) -> String {
    match contact {
        None => "not called yet".to_owned(),
        Some(Contact { problem: None, .. }) => "reachable".to_owned(),
        Some(Contact {
            problem: Some(problem),
            failures,
            ..
        }) => {
            format!("failing for {failures} calls ({problem})")
        }
    }
}
