//! The daemon, a machine of three states:
//!
//! ```text
//!            ┌────────────── after the polling interval ─────────────┐
//!            ▼                                                       │
//!        CheckIn ──orders──▶ Obey: undo, then apply in order ──▶ Wait
//!            └───────────── server away: back off ──────────────────▲
//! ```
//! A server that is away changes nothing in the kernel: what was applied stays in force, and nothing new loads.

mod backoff;
mod retry;

use std::time::Duration;

use quiesce_client::HostClient;
use quiesce_trust::UpdateId;
use quiesce_types::host_api::{Offer, Orders, Outcome};
use tokio::signal::unix::{SignalKind, signal};

use crate::check_in::check_in;
use crate::failure::Failure;
use crate::host::{Contact, Enrolment, Held, Host, Installed, Outbox};
use crate::loader;
use crate::update::OfferedUpdate;

/// A daemon on an enrolled host.
pub struct Daemon<'a> {
    host: &'a Host,
    enrolment: Enrolment,
    client: HostClient,
    poll_seconds: u32,
    failed: retry::Failed,
}

/// What it does next.
#[derive(Debug)]
enum State {
    /// Ask the server.
    CheckIn,
    /// Do what the server said.
    Obey(Box<Orders>),
    /// Do nothing for a while.
    Wait(Duration),
}

impl<'a> Daemon<'a> {
    /// Ready to run.
    pub fn new(host: &'a Host) -> Result<Self, Failure> {
        let enrolment = Enrolment::read(&host.places)?;
        let client = host.client(&enrolment)?;
        let poll_seconds = enrolment.server.poll_seconds;
        Ok(Self {
            host,
            enrolment,
            client,
            poll_seconds,
            failed: retry::Failed::default(),
        })
    }

    /// Runs until SIGTERM or SIGINT. What is under way in the kernel is brought to its end first.
    pub async fn run(mut self) -> Result<(), Failure> {
        let mut terminate = signal(SignalKind::terminate()).map_err(Failure::Signals)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::Signals)?;
        let mut state = State::CheckIn;
        loop {
            let may_stop = !matches!(state, State::Obey(_));
            state = tokio::select! {
                next = self.step(state) => next?,
                _ = terminate.recv(), if may_stop => return Ok(()),
                _ = interrupt.recv(), if may_stop => return Ok(()),
            };
        }
    }

    /// One round, and its failure if there was one.
    pub async fn once(&mut self) -> Result<(), Failure> {
        let orders = check_in(self.host, &self.client).await?;
        self.obey(&orders).await
    }

    /// From one state to the next. Only a failure of this host's own files ends the daemon.
    async fn step(&mut self, state: State) -> Result<State, Failure> {
        match state {
            State::CheckIn => match check_in(self.host, &self.client).await {
                Ok(orders) => Ok(State::Obey(Box::new(orders))),
                Err(Failure::Server(error)) => {
                    let failures = Contact::read(&self.host.places)?.map_or(1, |c| c.failures);
                    let wait = backoff::after_failures(failures, self.poll_seconds, chance());
                    tracing::warn!(code = error.code(), %error, seconds = wait.as_secs(), "check-in failed");
                    Ok(State::Wait(wait))
                }
                Err(failure) => Err(failure),
            },
            State::Obey(orders) => {
                self.poll_seconds = orders.poll_seconds;
                if let Err(failure) = self.obey(&orders).await {
                    tracing::warn!(code = failure.code(), %failure, "orders not carried out");
                }
                Ok(State::Wait(backoff::between_polls(
                    self.poll_seconds,
                    chance(),
                )))
            }
            State::Wait(duration) => {
                tokio::time::sleep(duration).await;
                Ok(State::CheckIn)
            }
        }
    }

    /// Undoes, then applies in order. An update that fails stops those behind it, which may build on it; the first
    /// failure is handed back.
    async fn obey(&mut self, orders: &Orders) -> Result<(), Failure> {
        for id in &orders.undo {
            self.undo(id).await?;
        }
        let offered: Vec<_> = orders.offers.iter().map(|offer| offer.bundle).collect();
        self.failed.keep_only(&offered);
        let held = Held::read(&self.host.places)?;
        for offer in wanted(&orders.offers, &Installed::read(&self.host.places)) {
            if held.has(&offer.id) {
                tracing::info!(update = %offer.id, "left out: it was taken out by hand; `quiesce upgrade -y` puts it in again");
                continue;
            }
            if self.failed.rests(offer.bundle, (self.host.clock)()) {
                tracing::info!(update = %offer.id, "left alone for a while after it failed");
                return Ok(());
            }
            self.follow(offer).await?;
        }
        self.forget_bundles(&orders.offers);
        Ok(())
    }

    async fn follow(&mut self, offer: &Offer) -> Result<(), Failure> {
        let update = OfferedUpdate {
            host: self.host,
            enrolment: &self.enrolment,
            client: &self.client,
            offer,
        };
        let Err(failure) = update.follow().await else {
            return Ok(());
        };
        if !failure.is_passing() {
            let now = (self.host.clock)();
            self.failed
                .note(offer.bundle, now, self.poll_seconds, chance());
        }
        Err(failure)
    }

    async fn undo(&self, id: &UpdateId) -> Result<(), Failure> {
        if !Installed::read(&self.host.places)
            .updates
            .iter()
            .any(|update| &update.id == id)
        {
            return Ok(());
        }
        let outcome = match loader::remove(&self.host.places, id.clone()).await {
            Ok(loaded) => loaded.pause.map(|pause| Outcome::Undone { pause }),
            Err(Failure::Refused(refusal)) => Some(Outcome::Failed {
                code: refusal.code.to_string(),
                message: refusal.message,
            }),
            Err(failure) => return Err(failure),
        };
        let Some(outcome) = outcome else {
            return Ok(());
        };
        let outbox = Outbox(self.host);
        outbox.put(None, id, outcome)?;
        outbox.send(&self.client).await
    }

    /// Bundles that are no longer offered are only weight.
    fn forget_bundles(&self, offers: &[Offer]) {
        let keep: Vec<String> = offers.iter().map(|offer| offer.bundle.to_hex()).collect();
        for entry in std::fs::read_dir(self.host.places.bundles())
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !keep.iter().any(|hex| name.starts_with(hex.as_str()))
                && let Err(error) = std::fs::remove_file(entry.path())
            {
                tracing::warn!(%error, file = %entry.path().display(), "old bundle stays");
            }
        }
    }
}

/// Offers that are not in force already. The core is asked for by its absence.
pub fn wanted<'a>(offers: &'a [Offer], installed: &Installed) -> Vec<&'a Offer> {
    use quiesce_trust::manifest::UpdateKind;
    let wanted = |offer: &&Offer| match offer.kind {
        UpdateKind::Core => installed.core.is_none(),
        UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic => {
            !installed.has(&offer.id)
        }
    };
    offers.iter().filter(wanted).collect()
}

/// A random number, or the middle where the system has none: it only spreads hosts over time.
fn chance() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}
