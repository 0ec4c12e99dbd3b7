//! `quiesce remove`: the kernel as it was, function by function.

use quiesce_trust::UpdateId;
use quiesce_types::host_api::Outcome;

use super::{Step, Steps, announce, say_effective, tell};
use crate::failure::Failure;
use crate::host::{Held, Host, Installed};
use crate::loader;
use crate::screen::{Line, Screen};

/// Removes one update, or all of them, the newest first.
pub async fn run(
    id: Option<UpdateId>,
    host: &Host,
    screen: &mut Screen<'_>,
) -> Result<u8, Failure> {
    let mut updates = Installed::read(&host.places).updates;
    updates.reverse();
    if let Some(id) = id {
        updates.retain(|update| update.id == id);
        if updates.is_empty() {
            return Err(Failure::NotInstalled(id));
        }
    }
    let steps: Vec<_> = updates
        .iter()
        .map(|update| Step {
            action: "remove",
            id: &update.id,
            title: &update.title,
        })
        .collect();
    if steps.is_empty() {
        screen.say("Nothing to be done: no update is in this kernel.");
    } else {
        announce(screen, "Remove", &steps);
    }
    for Step { id, title, .. } in &steps {
        screen.say(format_args!("Removing {}", Line(id, title)));
        Held::hold(&host.places, id)?;
        let removed = loader::remove(&host.places, (*id).clone()).await?;
        if let Some(pause) = removed.pause {
            tell(host, id, Outcome::Undone { pause }).await?;
        }
    }
    let effective_kernel = say_effective(screen, host)?;
    screen.object(&Steps {
        done: steps.len(),
        steps: &steps,
        effective_kernel,
    });
    Ok(0)
}
