//! The newest signed checkpoint of the log, and what it covers.

use leptos::prelude::*;
use quiesce_types::view::LogState;

use crate::components::counters::{counted, thousands};
use crate::components::icon::{Glyph, Icon};
use crate::components::time::Time;

/// The card above the history.
#[component]
pub fn Checkpoint(log: Option<LogState>, unpublished: u64) -> impl IntoView {
    let waiting = (unpublished > 0).then(|| {
        format!(
            " {} for the next one.",
            counted(unpublished, "newer entry waits", "newer entries wait")
        )
    });
    match log {
        Some(log) => view! {
            <section class="card checkpoint" aria-label="Checkpoint">
                <span class="seal"><Icon glyph=Glyph::Tick/></span>
                <div>
                    <b>{format!("The signer vouches for {}.", counted(log.size, "entry", "entries"))}</b>
                    <div class="dim small">
                        "Checkpoint of "
                        <Time at=log.at/>
                        ", signed by "
                        <code>{log.note.lines().next().unwrap_or_default().to_owned()}</code>
                        ". None of these entries can be changed or left out without it showing."
                        {waiting}
                    </div>
                    <details class="more small">
                        <summary>"The signed note"</summary>
                        <pre class="scroll">{log.note}</pre>
                    </details>
                </div>
            </section>
        }
        .into_any(),
        None => view! {
            <section class="card checkpoint" aria-label="Checkpoint">
                <span class="seal wait">{thousands(unpublished)}</span>
                <div>
                    <b>"No checkpoint is signed yet."</b>
                    <div class="dim small">
                        "Entries wait for the signer. Once it signs a checkpoint, none of them can be changed without it showing."
                    </div>
                </div>
            </section>
        }
        .into_any(),
    }
}
