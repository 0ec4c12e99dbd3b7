//! `quiesce undo`: the original functions back in force, by hand.

use quiesce_trust::UpdateId;
use quiesce_types::host_api::Outcome;

use super::apply::held;
use super::{Changed, say_effective, tell};
use crate::failure::Failure;
use crate::host::{Held, Host};
use crate::loader;
use crate::screen::Screen;

pub async fn run(id: UpdateId, host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    Held::hold(&host.places, &id)?;
    let loaded = loader::undo(&host.places, id).await?;
    screen.say(format_args!("Undone [{}]{}", loaded.id, held(loaded.pause)));
    if let Some(pause) = loaded.pause {
        tell(host, &loaded.id, Outcome::Undone { pause }).await?;
    }
    let effective_kernel = say_effective(screen, host)?;
    screen.object(&Changed {
        loaded: &loaded,
        effective_kernel,
    });
    Ok(0)
}
