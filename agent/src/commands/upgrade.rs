//! `quiesce upgrade`: everything that is permitted on this host now, in the order given by the server.

use super::{Step, Steps, announce, say_effective};
use crate::check_in::check_in;
use crate::daemon::wanted;
use crate::failure::Failure;
use crate::host::{Enrolment, Held, Host, Installed};
use crate::screen::{Line, Screen};
use crate::update::OfferedUpdate;

pub async fn run(yes: bool, host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    let enrolment = Enrolment::read(&host.places)?;
    let client = host.client(&enrolment)?;
    let orders = check_in(host, &client).await?;
    let offers = wanted(&orders.offers, &Installed::read(&host.places));
    let steps: Vec<_> = offers
        .iter()
        .map(|offer| Step {
            action: "install",
            id: &offer.id,
            title: &offer.title,
        })
        .collect();

    if steps.is_empty() {
        screen.say("Nothing to be done: no update that this host lacks is permitted now.");
    } else {
        announce(screen, "Install", &steps);
    }
    let mut done = 0;
    for offer in offers.iter().filter(|_| yes) {
        screen.say(format_args!("Installing {}", Line(&offer.id, &offer.title)));
        OfferedUpdate {
            host,
            enrolment: &enrolment,
            client: &client,
            offer,
        }
        .follow()
        .await?;
        Held::release(&host.places, &offer.id)?;
        done += 1;
    }
    if !yes && !steps.is_empty() {
        screen.say("Nothing was changed. Run `quiesce upgrade -y` to take these steps.");
    }
    let effective_kernel = say_effective(screen, host)?;
    screen.object(&Steps {
        steps: &steps,
        done,
        effective_kernel,
    });
    Ok(0)
}
