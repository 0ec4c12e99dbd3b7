//! One host.

use quiesce_trust::HostId;
use quiesce_types::view::{EffectiveUpdate, HostDeployment, HostPage};
use quiesce_types::{Role, UnixMillis};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::queries::{audit, deployment};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::story;

/// The host with its updates, deployments and story.
pub fn show(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    id: &HostId,
) -> Result<HostPage, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let host = fleet
            .host(id)
            .ok_or(ServiceError::NotFound { what: "host" })?;
        let missing = fleet
            .missing(host)?
            .into_iter()
            .map(|r| EffectiveUpdate {
                id: r.id.clone(),
                title: r.update.title.clone(),
                kind: Some(r.kind),
                in_force: false,
            })
            .collect();
        let loaded = host
            .loaded()?
            .into_iter()
            .map(|l| EffectiveUpdate {
                kind: fleet.released.iter().find(|r| r.id == l.id).map(|r| r.kind),
                id: l.id,
                title: l.title,
                in_force: l.applied,
            })
            .collect();
        let events = audit::of_host(conn, id)?;
        Ok(HostPage {
            row: fleet.row(host)?,
            agent: host.agent_version.clone(),
            enrolled_at: UnixMillis(host.enrolled_at),
            affected: fleet.experiment_refs(&fleet.affected(&host.id)),
            loaded,
            missing,
            deployments: deployments(conn, id)?,
            story: story::rows(conn, events)?,
            may_manage: actor.is_one_of(&[Role::Admin]),
        })
    })
}

fn deployments(conn: &mut AnyConnection, id: &HostId) -> Result<Vec<HostDeployment>, ServiceError> {
    let mut rows = Vec::new();
    for (deployment, window, update) in deployment::of_host(conn, id)? {
        rows.push(HostDeployment {
            window: window.number(),
            window_title: window.title,
            update: deployment.update()?,
            update_title: update.title,
            state: deployment.state()?,
            code: deployment.code.clone(),
            message: deployment.message.clone(),
            pause: deployment.pause()?,
            at: UnixMillis(deployment.at),
        });
    }
    Ok(rows)
}
