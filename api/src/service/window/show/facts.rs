//! The revision in plain facts: hosts, updates, and how it came to be.

use quiesce_types::view::{RevisionRow, WindowFacts, WindowHost, WindowUpdate};
use quiesce_types::{UnixMillis, WindowNumber};

use crate::db::AnyConnection;
use crate::db::queries::{person, window};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::window::{Consent, Revision};

/// The current revision.
pub(super) fn facts(
    conn: &mut AnyConnection,
    consent: &Consent,
) -> Result<WindowFacts, ServiceError> {
    let record = &consent.record;
    Ok(WindowFacts {
        revision: consent.revision.revision,
        sha256: consent.sha256,
        author: person::find(conn, record.author_id)?.to_ref(),
        proposed_at: UnixMillis(record.created_at),
        note: record.note.clone(),
        groups: consent.revision.groups.clone(),
        canonical: record.canonical.clone(),
    })
}

/// Its hosts, by name.
pub(super) fn hosts(fleet: &Fleet, consent: &Consent) -> Result<Vec<WindowHost>, ServiceError> {
    let mut hosts = Vec::new();
    for host in &fleet.hosts {
        let id = host.id()?;
        if !consent.revision.hosts.contains(&id) {
            continue;
        }
        let experiments = fleet.experiment_refs(&fleet.affected(&host.id));
        hosts.push(WindowHost {
            id,
            hostname: host.hostname.clone(),
            kernel: host.kernel()?.release,
            state: host.state()?,
            health: fleet.health(host)?,
            experiments: experiments.into_iter().map(|e| e.code).collect(),
        });
    }
    Ok(hosts)
}

/// Its updates, in the order of applying.
pub(super) fn updates(fleet: &Fleet, consent: &Consent) -> Result<Vec<WindowUpdate>, ServiceError> {
    let mut updates = Vec::new();
    for planned in &consent.revision.updates {
        let released = fleet.released.iter().find(|r| r.id == planned.id);
        let released = released.ok_or(ServiceError::NotFound { what: "update" })?;
        let manifest = released.artifact.manifest()?;
        let hosts = fleet.hosts.iter().filter(|host| {
            host.kernel_build_id == released.artifact.kernel_build_id
                && consent
                    .revision
                    .hosts
                    .iter()
                    .any(|id| id.as_str() == host.id)
        });
        updates.push(WindowUpdate {
            id: planned.id.clone(),
            title: released.update.title.clone(),
            kind: released.kind,
            severity: released.update.severity()?,
            cves: released.update.cves()?,
            kernel: manifest.kernel.release,
            functions: manifest.functions.into_iter().map(|f| f.name).collect(),
            bundle: planned.bundle,
            hosts: hosts.count() as u64,
            added: planned.added,
        });
    }
    Ok(updates)
}

/// Its revisions, newest first, each with what it changed.
pub(super) fn revisions(
    conn: &mut AnyConnection,
    number: WindowNumber,
) -> Result<Vec<RevisionRow>, ServiceError> {
    let records = window::revisions(conn, number)?;
    let mut rows = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let changes = match records.get(place + 1) {
            Some(before) => Revision::of(record)?.changes_since(&Revision::of(before)?),
            None => Vec::new(),
        };
        rows.push(RevisionRow {
            number: record.number()?,
            sha256: record.sha256()?,
            author: person::find(conn, record.author_id)?.to_ref(),
            at: UnixMillis(record.created_at),
            changes,
        });
    }
    Ok(rows)
}
