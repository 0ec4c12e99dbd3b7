//! What a host may do now.

use quiesce_trust::dsse::Envelope;
use quiesce_trust::signing::{Answer, Ask};
use quiesce_trust::tlog::InclusionProof;
use quiesce_types::host_api::{AvailableUpdate, Offer, Orders};
use quiesce_types::{UnixMillis, WindowState};

use super::authenticate::AuthenticatedHost;
use crate::clock::Clock;
use crate::db::models::{
    ArtifactRecord, DeploymentRecord, HostRecord, RevisionRecord, UpdateRecord, WindowRecord,
};
use crate::db::queries::{deployment, log, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::signer::Signer;

/// What an offer is made of, before the signer has proved its leaves.
struct Draft {
    update: UpdateRecord,
    artifact: ArtifactRecord,
    window: WindowRecord,
    revision: RevisionRecord,
    permit: Envelope,
    permit_leaf: i64,
}

impl Draft {
    fn offer(self, signer: &Signer) -> Result<Offer, ServiceError> {
        let number = self.window.number();
        Ok(Offer {
            id: self.update.id()?,
            kind: self.update.kind()?,
            bundle: self.artifact.bundle()?,
            size: u64::try_from(self.artifact.size).unwrap_or(0),
            window: number
                .to_id()
                .map_err(|e| ServiceError::Machine(e.to_string()))?,
            revision: self.revision.number()?,
            revision_sha256: self.revision.sha256()?,
            release_proof: prove(signer, self.artifact.leaf_index)?,
            permit_proof: prove(signer, self.permit_leaf)?,
            permit: self.permit,
            title: self.update.title,
        })
    }
}

/// The host's orders. While the signer cannot prove anything there are no offers: a host would not believe them.
pub fn orders(
    db: &Database,
    clock: &Clock,
    signer: &Signer,
    to: &AuthenticatedHost,
    poll_seconds: u32,
) -> Result<Orders, ServiceError> {
    let now = clock.now();
    let (drafts, available, undo) = db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let host = fleet
            .host(&to.id)
            .ok_or(ServiceError::NotFound { what: "host" })?;
        let available = fleet
            .missing(host)?
            .into_iter()
            .map(|r| AvailableUpdate {
                id: r.id.clone(),
                kind: r.kind,
                title: r.update.title.clone(),
            })
            .collect();
        if to.must_be_allowed().is_err() {
            return Ok((Vec::new(), available, Vec::new()));
        }
        let mut undo = Vec::new();
        for order in deployment::undo_of_host(conn, &to.id)? {
            undo.push(order.update()?);
        }
        Ok((drafts(conn, now, host)?, available, undo))
    })?;
    let mut offers = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match draft.offer(signer) {
            Ok(offer) => offers.push(offer),
            Err(error) => {
                tracing::warn!(%error, host = %to.id, "no proof, so no offer");
                break;
            }
        }
    }
    Ok(Orders {
        offers,
        available,
        undo,
        poll_seconds,
    })
}

fn prove(signer: &Signer, leaf: i64) -> Result<InclusionProof, ServiceError> {
    let index = u64::try_from(leaf).unwrap_or(0);
    let answer = signer.ask(&Ask::ProveInclusion { index })?;
    let Answer::Proof { proof } = answer else {
        return Err(signer.unexpected(&answer));
    };
    Ok(proof)
}

/// What open windows hold for the host, in the order of windows and then of applying. One that another window offers already
/// comes once.
fn drafts(
    conn: &mut AnyConnection,
    now: UnixMillis,
    host: &HostRecord,
) -> Result<Vec<Draft>, ServiceError> {
    let published = log::checkpoint(conn)?.map_or(0, |c| c.size);
    let id = host.id()?;
    let mut rows = deployment::of_host(conn, &id)?;
    rows.sort_by_key(|(row, window, _)| (window.starts_at, window.id, row.place));
    let mut drafts: Vec<Draft> = Vec::new();
    for (row, window, update) in rows {
        let runs = window.state()? == WindowState::Open && window.contains(now);
        if !runs || !row.state()?.is_offered() {
            continue;
        }
        if let Some(draft) = draft(conn, host, &row, window, update, published)?
            && drafts.iter().all(|d| d.update.id != draft.update.id)
        {
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

fn draft(
    conn: &mut AnyConnection,
    host: &HostRecord,
    row: &DeploymentRecord,
    window: WindowRecord,
    update: UpdateRecord,
    published: i64,
) -> Result<Option<Draft>, ServiceError> {
    let artifact = deployment::artifact(conn, row)?;
    let (Some(permit), Some(permit_leaf), Some(artifact)) =
        (window.permit()?, window.permit_leaf_index, artifact)
    else {
        return Ok(None);
    };
    // A host whose kernel changed since the window was planned, and leaves that no checkpoint covers yet: not now.
    if artifact.kernel_build_id != host.kernel_build_id
        || permit_leaf >= published
        || artifact.leaf_index >= published
    {
        return Ok(None);
    }
    let revision = window::current(conn, &window)?;
    Ok(Some(Draft {
        update,
        artifact,
        window,
        revision,
        permit,
        permit_leaf,
    }))
}
