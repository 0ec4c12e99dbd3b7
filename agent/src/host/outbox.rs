//! Reports on their way to the server: written down first, so that what happened in a kernel is told even when the
//! server is away at that moment.

use std::path::PathBuf;

use quiesce_client::HostClient;
use quiesce_trust::{UpdateId, WindowId};
use quiesce_types::host_api::{Outcome, Report};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::host::{Host, durable, next_counter};
use crate::places::Places;

/// Reports kept at most; the oldest go first. The next check-in says what is in the kernel in any case.
const LIMIT: usize = 256;

/// A report without its counter, which it gets when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Letter {
    window: Option<WindowId>,
    update: UpdateId,
    outcome: Outcome,
}

/// Reports that were not sent yet, in order.
pub struct Outbox<'a>(pub &'a Host);

impl Outbox<'_> {
    /// Adds a report.
    pub fn put(
        &self,
        window: Option<&WindowId>,
        update: &UpdateId,
        outcome: Outcome,
    ) -> Result<(), Failure> {
        let mut letters = self.letters()?;
        letters.push(Letter {
            window: window.cloned(),
            update: update.clone(),
            outcome,
        });
        let surplus = letters.len().saturating_sub(LIMIT);
        letters.drain(..surplus);
        self.keep(&letters)
    }

    /// Sends what is there, until one can't be sent. One that the server refuses for good is dropped and logged: it
    /// would be refused again.
    pub async fn send(&self, client: &HostClient) -> Result<(), Failure> {
        let mut letters = self.letters()?;
        while let Some(letter) = letters.first().cloned() {
            let Letter {
                window,
                update,
                outcome,
            } = letter;
            let report = Report {
                counter: next_counter(self.0)?,
                window,
                update,
                outcome,
            };
            match client.report(&report).await {
                Ok(()) => {}
                Err(error) if error.is_passing() => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(update = %report.update, code = error.code(), %error, "report refused");
                }
            }
            letters.remove(0);
            self.keep(&letters)?;
        }
        Ok(())
    }

    fn letters(&self) -> Result<Vec<Letter>, Failure> {
        Ok(durable::read_json(&path(&self.0.places))?.unwrap_or_default())
    }

    fn keep(&self, letters: &[Letter]) -> Result<(), Failure> {
        durable::replace_json(&path(&self.0.places), &letters)
    }
}

fn path(places: &Places) -> PathBuf {
    places.state_dir.join("outbox.json")
}
