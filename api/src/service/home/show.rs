//! What needs the viewer now, and how the fleet is.

use quiesce_types::input::BuildFilter;
use quiesce_types::view::{BuildRow, HomeView, RunningWindow, WindowDecision};
use quiesce_types::{BuildState, ExperimentId, Role, WindowState};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::models::WindowRecord;
use crate::db::queries::window;
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::fleet::Fleet;
use crate::service::{build, window as windows};

/// How many ended windows are shown.
const RECENT: usize = 5;

/// The first page for a person.
pub fn show(db: &Database, clock: &Clock, actor: &Actor) -> Result<HomeView, ServiceError> {
    let me = actor.me().cloned().ok_or(ServiceError::SignedOut)?;
    let now = clock.now();
    db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let counters = fleet.counters()?;
        let builds = build::matching(conn, &BuildFilter::default())?;
        let mut view = HomeView {
            now,
            decisions: Vec::new(),
            reviews: reviews(actor, &builds),
            running: Vec::new(),
            next: Vec::new(),
            pending_hosts: if me.is(Role::Admin) {
                counters.pending
            } else {
                0
            },
            fleet: counters,
            builds: builds
                .into_iter()
                .filter(|b| b.state.is_on_its_way())
                .collect(),
            recent: Vec::new(),
            me,
        };
        let mut all = window::all(conn)?;
        all.reverse();
        for record in all {
            place(conn, actor, &fleet, &record, &mut view)?;
        }
        view.recent.reverse();
        view.recent.truncate(RECENT);
        Ok(view)
    })
}

/// Builds that wait for the viewer's review: not their own ones.
fn reviews(actor: &Actor, builds: &[BuildRow]) -> Vec<BuildRow> {
    let me = actor.me().and_then(|me| me.id);
    builds
        .iter()
        .filter(|b| matches!(b.state, BuildState::Built | BuildState::InReview))
        .filter(|b| actor.is_one_of(&[Role::ReleaseManager]) && b.requester.id != me)
        .cloned()
        .collect()
}

/// Puts a window where it belongs on the page.
fn place(
    conn: &mut AnyConnection,
    actor: &Actor,
    fleet: &Fleet,
    record: &WindowRecord,
    view: &mut HomeView,
) -> Result<(), ServiceError> {
    match record.state()? {
        WindowState::Proposed => {
            let consent = windows::Consent::load(conn, record)?;
            view.next.push(windows::row(fleet, record, &consent)?);
            decisions(actor, fleet, record, &consent, view)
        }
        WindowState::Approved => {
            let consent = windows::Consent::load(conn, record)?;
            view.next.push(windows::row(fleet, record, &consent)?);
            Ok(())
        }
        WindowState::Open | WindowState::Paused => {
            let consent = windows::Consent::load(conn, record)?;
            let progress = windows::progress_of(conn, record)?;
            view.running.push(RunningWindow {
                window: windows::row(fleet, record, &consent)?,
                counts: progress.counts,
                median_pause_ns: progress.median_pause_ns,
                worst_pause_ns: progress.worst_pause_ns,
            });
            Ok(())
        }
        WindowState::Closed | WindowState::Aborted => {
            view.recent.push(record.number());
            Ok(())
        }
        WindowState::Draft | WindowState::Rejected | WindowState::Expired => Ok(()),
    }
}

/// A card for each experiment of the viewer that has not said its word yet, unless the viewer has said theirs.
fn decisions(
    actor: &Actor,
    fleet: &Fleet,
    record: &WindowRecord,
    consent: &windows::Consent,
    view: &mut HomeView,
) -> Result<(), ServiceError> {
    let viewer = actor.me().and_then(|me| me.id).map(|id| id.0);
    for affected in &consent.revision.affected {
        let given = consent.given(affected.id)?;
        let mine = consent
            .standing
            .iter()
            .any(|(a, _)| a.experiment_id == affected.id && Some(a.person_id) == viewer);
        if mine || given >= affected.quorum || !actor.coordinates(ExperimentId(affected.id)) {
            continue;
        }
        let refs = fleet.experiment_refs(&[affected.id].into());
        let Some(experiment) = refs.into_iter().next() else {
            continue;
        };
        let hosts = consent
            .revision
            .hosts
            .iter()
            .filter(|host| fleet.affected(host.as_str()).contains(&affected.id));
        let mut severity = None;
        for planned in consent.revision.updates.iter().filter(|u| !u.added) {
            if let Some(released) = fleet.released.iter().find(|r| r.id == planned.id) {
                severity = severity.max(Some(released.update.severity()?));
            }
        }
        view.decisions.push(WindowDecision {
            window: windows::row(fleet, record, consent)?,
            experiment,
            hosts_of_mine: hosts.count() as u64,
            severity,
            revision_sha256: consent.sha256,
            given,
            quorum: affected.quorum,
        });
    }
    Ok(())
}
