//! `quiesce show`: what is in the kernel, and with `--available` what could be.

use quiesce_types::host_api::{AvailableUpdate, Orders};
use serde_json::{Value, json};

use super::say_effective;
use crate::check_in::check_in;
use crate::failure::Failure;
use crate::host::{Enrolment, Host, Installed, InstalledUpdate, LastOrders, State};
use crate::screen::{Line, Screen};

pub async fn run(available: bool, host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    let installed = Installed::read(&host.places);
    screen.say("Installed updates:");
    for InstalledUpdate {
        id, title, state, ..
    } in &installed.updates
    {
        let note = match state {
            State::Applied => "",
            State::Loaded | State::Matched => " (loaded, not in force)",
            State::Undone => " (undone, not in force)",
        };
        screen.say(format_args!("{}{note}", Line(id, title)));
    }
    if installed.updates.is_empty() {
        screen.say("None");
    }
    screen.say("");
    let mut object = json!({ "installed": installed.updates });
    if available {
        let orders = fresh_or_last(host).await?;
        say_available(screen, &orders);
        object["available"] = to_json(&orders);
    }
    object["effective_kernel"] = say_effective(screen, host)?.into();
    screen.object(&object);
    Ok(0)
}

/// Asks the server; where that fails, what it said last will do.
async fn fresh_or_last(host: &Host) -> Result<Orders, Failure> {
    let enrolment = Enrolment::read(&host.places)?;
    let fresh = async { check_in(host, &host.client(&enrolment)?).await }.await;
    let failure = match fresh {
        Ok(orders) => return Ok(orders),
        Err(failure) => failure,
    };
    let Some(last) = LastOrders::read(&host.places)? else {
        return Err(failure);
    };
    let minutes = ((host.clock)() - last.at) / 60;
    tracing::warn!(code = failure.code(), %failure, "showing what the server said {minutes} min ago");
    Ok(last.orders)
}

fn say_available(screen: &mut Screen<'_>, orders: &Orders) {
    screen.say("Available updates:");
    for update in &orders.available {
        let when = if is_offered(orders, update) {
            "permitted now"
        } else {
            "waits for a window"
        };
        screen.say(format_args!("{} ({when})", Line(&update.id, &update.title)));
    }
    if orders.available.is_empty() {
        screen.say("None");
    }
    screen.say("");
}

fn to_json(orders: &Orders) -> Value {
    let entry = |update: &AvailableUpdate| {
        let AvailableUpdate { id, kind, title } = update;
        json!({"id": id, "title": title, "kind": kind, "offered": is_offered(orders, update)})
    };
    orders.available.iter().map(entry).collect()
}

fn is_offered(orders: &Orders, update: &AvailableUpdate) -> bool {
    orders.offers.iter().any(|offer| offer.id == update.id)
}
