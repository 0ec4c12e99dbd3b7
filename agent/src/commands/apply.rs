//! `quiesce apply`: one bundle from a file, by hand. It needs the same permit as any other.

use std::path::Path;

use quiesce_trust::Digest;
use quiesce_trust::bundle;
use quiesce_trust::loading::{Done, Pause};
use quiesce_trust::manifest::limits;
use quiesce_types::host_api::{Offer, Outcome};

use super::{Changed, say_effective, tell};
use crate::failure::Failure;
use crate::host::{Enrolment, Held, Host, LastOrders, Series, read_limited};
use crate::loader;
use crate::screen::Screen;
use crate::update::permission;

pub async fn run(
    file: &Path,
    offer: Option<&Path>,
    check_only: bool,
    host: &Host,
    screen: &mut Screen<'_>,
) -> Result<u8, Failure> {
    let bytes = read_limited(file, limits::BUNDLE as u64)?;
    let offer = match offer {
        Some(path) => Some(read_offer(path)?),
        None => kept_offer(host, Digest::of(&bytes))?,
    };
    let offer = offer.as_ref().map(permission);
    let loaded = loader::apply(&host.places, &bytes, offer, check_only).await?;
    match loaded.now {
        Done::Applied => {
            // The loader has verified it: the order in it is the signed one.
            let root = Enrolment::read(&host.places)?.root;
            let order = bundle::verify(&bytes, &root.release)?.manifest().order;
            Series::record(&host.places, &loaded.id, order)?;
            Held::release(&host.places, &loaded.id)?;
            screen.say(format_args!(
                "Applied [{}]{}",
                loaded.id,
                held(loaded.pause)
            ));
        }
        Done::Checked | Done::Undone | Done::Removed => {
            screen.say(format_args!(
                "Update [{}] can be applied here. Nothing was changed.",
                loaded.id
            ));
        }
    }
    if let (Done::Applied, Some(pause)) = (loaded.now, loaded.pause) {
        tell(host, &loaded.id, Outcome::Applied { pause }).await?;
    }
    let effective_kernel = say_effective(screen, host)?;
    screen.object(&Changed {
        loaded: &loaded,
        effective_kernel,
    });
    Ok(0)
}

fn read_offer(path: &Path) -> Result<Offer, Failure> {
    let text = read_limited(path, quiesce_types::host_api::limits::JSON as u64)?;
    serde_json::from_slice(&text).map_err(Failure::damaged(path))
}

/// The offer of the last check-in that names these bytes.
fn kept_offer(host: &Host, bundle: Digest) -> Result<Option<Offer>, Failure> {
    let last = LastOrders::read(&host.places)?;
    Ok(last.and_then(|last| {
        last.orders
            .offers
            .into_iter()
            .find(|offer| offer.bundle == bundle)
    }))
}

/// `, all CPUs held for 84.2 µs`.
pub fn held(pause: Option<Pause>) -> String {
    pause.map_or(String::new(), |pause| {
        let tenths = pause.total_ns / 100;
        format!(", all CPUs held for {}.{} µs", tenths / 10, tenths % 10)
    })
}
