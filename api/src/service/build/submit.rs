//! Files a build request, and one for the core module that it needs, if there is none yet.

use quiesce_trust::manifest::UpdateKind;
use quiesce_trust::{KernelRelease, UpdateId};
use quiesce_types::input::{BUILD_TITLE_LIMIT, NewBuild, PATCH_LIMIT};
use quiesce_types::{BuildRequestId, BuildState, PersonId, Role, Severity, UnixMillis, Urgency};

use super::advance::move_to;
use crate::actor::Actor;
use crate::auth::secret;
use crate::clock::Clock;
use crate::db::models::{BuildRecord, kind_word};
use crate::db::queries::build;
use crate::db::{AnyConnection, Database, to_json};
use crate::error::ServiceError;
use crate::service::form::Form;
use crate::service::record::{Event, record};

/// Who may ask for a build.
pub(super) const REQUESTERS: &[Role] = &[Role::Admin, Role::ReleaseManager];

/// Files the request and puts it into the queue.
pub fn submit(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    new: &NewBuild,
) -> Result<BuildRequestId, ServiceError> {
    actor.must_be(REQUESTERS, "file a build request")?;
    let requester = actor.account()?;
    check(new)?;
    let now = clock.now();
    db.write(|conn| {
        if !has_core(conn, &new.kernel)? {
            file(conn, now, actor, requester, &core_for(&new.kernel))?;
        }
        file(conn, now, actor, requester, new)
    })
}

/// Whether a core module for the kernel is released or on its way.
fn has_core(conn: &mut AnyConnection, kernel: &KernelRelease) -> Result<bool, ServiceError> {
    for core in build::cores(conn, kernel)? {
        let state = core.state()?;
        if state.is_on_its_way() || state == BuildState::Released {
            return Ok(true);
        }
    }
    Ok(false)
}

fn core_for(kernel: &KernelRelease) -> NewBuild {
    NewBuild {
        title: format!("Core module for {kernel}"),
        why: "Updates for this kernel go through it. Filed by the server with the first of them."
            .to_owned(),
        bugs: Vec::new(),
        cves: Vec::new(),
        kind: UpdateKind::Core,
        severity: Severity::Low,
        urgency: Urgency::High,
        kernel: kernel.clone(),
        patch: String::new(),
    }
}

fn file(
    conn: &mut AnyConnection,
    now: UnixMillis,
    actor: &Actor,
    requester: PersonId,
    new: &NewBuild,
) -> Result<BuildRequestId, ServiceError> {
    let update: UpdateId = secret::letters(8)?
        .parse()
        .map_err(|e| ServiceError::Machine(format!("{e}")))?;
    let row = BuildRecord {
        id: 0,
        update_id: update.to_string(),
        title: new.title.trim().to_owned(),
        why: new.why.trim().to_owned(),
        bugs: to_json(&new.bugs)?,
        cves: to_json(&new.cves)?,
        kind: kind_word(new.kind).to_owned(),
        severity: new.severity.word().to_owned(),
        urgency: new.urgency.word().to_owned(),
        kernel_release: new.kernel.to_string(),
        order_number: build::next_order(conn, &new.kernel)?,
        patch: new.patch.clone(),
        state: BuildState::Submitted.word().to_owned(),
        requester_id: requester.0,
        reviewer_id: None,
        report: None,
        manifest: None,
        created_at: now.0,
        updated_at: now.0,
    };
    let mut row = BuildRecord {
        id: build::insert(conn, row.clone())?.0,
        ..row
    };
    let event = Event {
        action: "build_request.submitted",
        subject_kind: "build_request",
        subject_id: row.id.to_string(),
        sentence: format!(
            "{} asked for {} ({}).",
            actor.name(),
            row.title,
            row.update_id
        ),
        before: None,
        after: Some(BuildState::Submitted.word()),
    };
    record(conn, now, actor, event)?;
    move_to(
        conn,
        now,
        &Actor::server(),
        &mut row,
        BuildState::Queued,
        "",
    )?;
    Ok(BuildRequestId(row.id))
}

fn check(new: &NewBuild) -> Result<(), ServiceError> {
    let cve = |name: &String| {
        name.strip_prefix("CVE-").is_some_and(|rest| {
            rest.len() <= 16
                && rest.split('-').count() == 2
                && rest
                    .split('-')
                    .all(|n| n.len() >= 4 && n.chars().all(|c| c.is_ascii_digit()))
        })
    };
    let bug = |name: &String| (1..=100).contains(&name.trim().chars().count());
    Form::new()
        .line(
            &new.title,
            BUILD_TITLE_LIMIT,
            "title",
            "Enter a title of at most 160 characters.",
        )
        .check(
            !new.why.trim().is_empty(),
            "why",
            "Say why it is wanted: reviewers decide by it.",
        )
        .check(new.why.len() <= 20_000, "why", "At most 20,000 bytes.")
        .check(
            new.bugs.len() <= 20 && new.bugs.iter().all(bug),
            "bugs",
            "At most 20 references.",
        )
        .check(
            new.cves.len() <= 50 && new.cves.iter().all(cve),
            "cves",
            "CVE names look like CVE-2026-46132; at most 50 of them.",
        )
        .check(
            new.kind != UpdateKind::Core,
            "kind",
            "The server files core modules itself.",
        )
        .check(
            new.patch.len() <= PATCH_LIMIT,
            "patch",
            "A patch has at most 1 MiB.",
        )
        .check(
            new.patch.contains("\n+++ ") || new.patch.starts_with("+++ "),
            "patch",
            "Paste or upload a unified diff: it has lines that begin with `---` and `+++`.",
        )
        .done()
}
