//! Opens a window: with the signer's permit, a deployment for each host and update, and a leaf in the log.

use quiesce_trust::Digest;
use quiesce_trust::dsse::Envelope;
use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::permit::Permit;
use quiesce_trust::tlog::leaf;
use quiesce_types::{DeploymentState, HostState, Role, UnixMillis, WindowNumber, WindowState};

use super::advance::move_to;
use super::consent::Consent;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::models::{DeploymentRecord, HostRecord, WindowRecord};
use crate::db::queries::{deployment, log, window};
use crate::db::{AnyConnection, Database, to_json};
use crate::error::ServiceError;
use crate::service::fleet::{Fleet, Released};

/// What the signer has to be asked before the window can open.
pub(crate) struct Opening {
    /// The window.
    pub number: WindowNumber,
    /// What is to be signed.
    pub permit: Permit,
    sha256: Digest,
}

/// Asks whether an approved window can open now, and says what stands in the way: its start, its state, or the signer's refusal. The
/// window itself is opened by a job at its start; nobody has to, and nobody can open it before the time that was approved.
pub fn open(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    number: WindowNumber,
) -> Result<(), ServiceError> {
    actor.must_be(&[Role::Admin], "open a window")?;
    let now = clock.now();
    db.read(|conn| {
        let row = window::find(conn, number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        row.state()?.to(WindowState::Open)?;
        if now.0 < row.starts_at {
            return Err(ServiceError::conflict(
                "too_early",
                "Its start has not come. Approvals are for these times; revise the window to change them.",
            ));
        }
        match row.permit_problem {
            Some(problem) => Err(ServiceError::Signer {
                code: "no_permit".to_owned(),
                message: problem,
            }),
            None => Ok(()),
        }
    })
}

/// What is needed to open the window, if it is time.
pub(crate) fn opening(
    conn: &mut AnyConnection,
    now: UnixMillis,
    row: &WindowRecord,
) -> Result<Option<Opening>, ServiceError> {
    if row.state()? != WindowState::Approved || !row.contains(now) {
        return Ok(None);
    }
    let consent = Consent::load(conn, row)?;
    Ok(Some(Opening {
        number: row.number(),
        permit: consent.permit()?,
        sha256: consent.sha256,
    }))
}

impl Opening {
    /// Opens the window with the signed permit. When it was revised or decided anew meanwhile, nothing happens.
    pub fn finish(
        &self,
        conn: &mut AnyConnection,
        now: UnixMillis,
        envelope: &Envelope,
    ) -> Result<(), ServiceError> {
        let mut row =
            window::find(conn, self.number)?.ok_or(ServiceError::NotFound { what: "window" })?;
        let still = opening(conn, now, &row)?
            .is_some_and(|o| o.sha256 == self.sha256 && o.permit == self.permit);
        if !still {
            return Ok(());
        }
        let broken = |e: quiesce_trust::dsse::DsseError| ServiceError::Machine(e.to_string());
        let payload = Digest::of(&envelope.payload_bytes().map_err(broken)?);
        let leaf_index = log::append(conn, &leaf::permit(envelope).map_err(broken)?, None)?;
        window::set_permit(conn, self.number, &to_json(envelope)?, payload, leaf_index)?;
        let fleet = Fleet::load(conn, now)?;
        for id in &self.permit.hosts {
            if let Some(host) = fleet.host(id) {
                self.deploy(conn, now, &fleet, host)?;
            }
        }
        let remark = format!("Its permit is {payload}.");
        move_to(
            conn,
            now,
            &Actor::server(),
            &mut row,
            WindowState::Open,
            &remark,
        )
    }

    /// A deployment for each update that is for the host's kernel; where none is, one that says so.
    fn deploy(
        &self,
        conn: &mut AnyConnection,
        now: UnixMillis,
        fleet: &Fleet,
        host: &HostRecord,
    ) -> Result<(), ServiceError> {
        let permitted: Vec<&Released> = self
            .permit
            .updates
            .iter()
            .filter_map(|u| fleet.released.iter().find(|r| r.id == u.id))
            .collect();
        let fits = |r: &Released| r.artifact.kernel_build_id == host.kernel_build_id;
        let none_fits = !permitted.iter().any(|r| fits(r));
        for (place, released) in (0_i64..).zip(permitted) {
            let skip = if host.state()? != HostState::Allowed {
                Some("The host is not allowed to take part any more.".to_owned())
            } else if none_fits && released.kind != UpdateKind::Core {
                Some(format!(
                    "It runs kernel {}, which this update is not for.",
                    host.kernel_release
                ))
            } else if fits(released) {
                None
            } else {
                continue;
            };
            let state = match skip {
                Some(_) => DeploymentState::Waiting.to(DeploymentState::Skipped)?,
                None => DeploymentState::Waiting,
            };
            deployment::insert(
                conn,
                &DeploymentRecord {
                    window_id: self.number.0,
                    host_id: host.id.clone(),
                    update_id: released.id.to_string(),
                    place,
                    state: state.word().to_owned(),
                    code: None,
                    message: skip,
                    rendezvous_ns: None,
                    check_ns: None,
                    write_ns: None,
                    total_ns: None,
                    at: now.0,
                },
            )?;
        }
        Ok(())
    }
}
