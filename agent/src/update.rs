//! The life of one offered update on this host:
//!
//! ```text
//! Offered ──fetch──▶ Downloaded ──verify──▶ Verified ──loader──▶ Applied
//! ```
//! Each step can end it. Whatever ends it is reported, apart from a server that is away: then nothing has happened
//! yet, and the next round begins where this one was cut off.

use std::path::PathBuf;

use quiesce_client::HostClient;
use quiesce_trust::bundle;
use quiesce_trust::loading::{Pause, Permission, RefusalCode};
use quiesce_types::host_api::{Offer, Outcome};

use crate::failure::Failure;
use crate::host::{Enrolment, Host, Outbox, Series};
use crate::loader::{self, Loaded};

/// Where it stands.
enum Progress {
    /// The server offers it.
    Offered,
    /// Its bundle is here, whole.
    Downloaded { file: PathBuf },
    /// Its bundle is signed by a key that this host trusts.
    Verified { bundle: Vec<u8>, order: u64 },
    /// The kernel runs it.
    Applied(Loaded),
}

/// One offer, and all that is needed to follow it.
pub struct OfferedUpdate<'a> {
    /// This host.
    pub host: &'a Host,
    /// Its papers.
    pub enrolment: &'a Enrolment,
    /// Its line to the server.
    pub client: &'a HostClient,
    /// The offer.
    pub offer: &'a Offer,
}

impl OfferedUpdate<'_> {
    /// Follows it to its end and reports on the way.
    pub async fn follow(&self) -> Result<Loaded, Failure> {
        let mut progress = Progress::Offered;
        loop {
            progress = match self.advance(progress).await {
                Ok(Progress::Applied(loaded)) => {
                    let pause = loaded.pause.unwrap_or(NO_PAUSE);
                    self.report(Outcome::Applied { pause }).await?;
                    return Ok(loaded);
                }
                Ok(Progress::Downloaded { file }) => Progress::Downloaded { file },
                Ok(Progress::Verified { bundle, order }) => {
                    self.report(Outcome::Downloaded).await?;
                    self.report(Outcome::Applying).await?;
                    Progress::Verified { bundle, order }
                }
                Ok(Progress::Offered) => Progress::Offered,
                Err(failure) => {
                    if let Some(outcome) = ending(&failure) {
                        self.report(outcome).await?;
                    }
                    return Err(failure);
                }
            };
        }
    }

    async fn advance(&self, progress: Progress) -> Result<Progress, Failure> {
        match progress {
            Progress::Offered => self.fetch().await,
            Progress::Downloaded { file } => self.verify(&file),
            Progress::Verified { bundle, order } => self.load(&bundle, order).await,
            Progress::Applied(loaded) => Ok(Progress::Applied(loaded)),
        }
    }

    async fn fetch(&self) -> Result<Progress, Failure> {
        let folder = self.host.places.bundles();
        std::fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        let file = self.host.places.bundle(self.offer.bundle);
        let fetched = self
            .client
            .fetch_bundle(self.offer.bundle, self.offer.size, &file)
            .await?;
        tracing::info!(update = %self.offer.id, bytes = fetched.transferred, resumed_at = fetched.resumed_at, "downloaded");
        Ok(Progress::Downloaded { file })
    }

    fn verify(&self, file: &PathBuf) -> Result<Progress, Failure> {
        let bytes = std::fs::read(file).map_err(Failure::file(file))?;
        let order = bundle::verify(&bytes, &self.enrolment.root.release)?
            .manifest()
            .order;
        Ok(Progress::Verified {
            bundle: bytes,
            order,
        })
    }

    async fn load(&self, bundle: &[u8], order: u64) -> Result<Progress, Failure> {
        let loaded = loader::apply(
            &self.host.places,
            bundle,
            Some(permission(self.offer)),
            false,
        )
        .await?;
        Series::record(&self.host.places, &self.offer.id, order)?;
        tracing::info!(update = %self.offer.id, total_ns = loaded.pause.map(|p| p.total_ns), "applied");
        Ok(Progress::Applied(loaded))
    }

    /// Reports, now or, when the server is away, later.
    async fn report(&self, outcome: Outcome) -> Result<(), Failure> {
        let outbox = Outbox(self.host);
        outbox.put(Some(&self.offer.window), &self.offer.id, outcome)?;
        if let Err(error) = outbox.send(self.client).await {
            tracing::warn!(code = error.code(), %error, "report waits");
        }
        Ok(())
    }
}

/// What the core's loading costs: it stops no CPU.
const NO_PAUSE: Pause = Pause {
    rendezvous_ns: 0,
    check_ns: 0,
    write_ns: 0,
    total_ns: 0,
};

/// What of an offer the loader judges by.
pub fn permission(offer: &Offer) -> Permission {
    Permission {
        id: offer.id.clone(),
        bundle: offer.bundle,
        window: offer.window.clone(),
        revision: offer.revision,
        revision_sha256: offer.revision_sha256,
        permit: offer.permit.clone(),
        release_proof: offer.release_proof.clone(),
        permit_proof: offer.permit_proof.clone(),
    }
}

/// What the server is told of a failure; nothing where the server itself is the failure.
fn ending(failure: &Failure) -> Option<Outcome> {
    if let Failure::Server(error) = failure
        && error.is_passing()
    {
        return None;
    }
    if let Failure::Refused(refusal) = failure
        && refusal.code == RefusalCode::Busy
    {
        return Some(Outcome::Busy {
            tasks: refusal.tasks.clone(),
        });
    }
    Some(Outcome::Failed {
        code: failure.code().to_owned(),
        message: failure.to_string(),
    })
}
