//! Build requests.

use quiesce_api::service::build;
use quiesce_trust::bundle;
use quiesce_trust::manifest::UpdateKind;
use quiesce_types::build::Verdict;
use quiesce_types::input::BuildFilter;
use quiesce_types::{BuildRequestId, BuildState};

use crate::support::{World, on_both};

fn state(world: &World, id: BuildRequestId) -> BuildState {
    build::show(world.db(), world.clock(), &world.actor("audit"), id)
        .unwrap()
        .row
        .state
}

on_both!(
    the_core_module_is_filed_with_the_first_update_only,
    world,
    {
        world.submit("admin", "first").unwrap();
        world.submit("admin", "second").unwrap();
        let rows = build::list(
            world.db(),
            world.clock(),
            &world.actor("audit"),
            &BuildFilter::default(),
        )
        .unwrap();
        let kinds: Vec<_> = rows.iter().rev().map(|row| row.kind).collect();
        assert_eq!(
            kinds,
            [UpdateKind::Core, UpdateKind::Security, UpdateKind::Security]
        );
        world.jobs();
        let orders: Vec<u64> = world
            .builder
            .open_jobs()
            .iter()
            .map(|job| job.order)
            .collect();
        assert_eq!(orders, [1, 2, 3]);
    }
);

on_both!(a_coordinator_or_an_auditor_asks_for_no_build, world, {
    for login in ["stan", "audit"] {
        assert_eq!(
            world.submit(login, "mine").unwrap_err().code(),
            "role_required"
        );
    }
    let mut bad = world.submit("admin", "").unwrap_err();
    assert_eq!(bad.fields()[0].field, "title");
    bad = world.submit("admin", "two\nlines").unwrap_err();
    assert_eq!(bad.status(), 422);
});

on_both!(who_asked_may_not_review, world, {
    let id = world.submit("ruth", "a fix").unwrap();
    world.build_all();
    assert_eq!(state(&world, id), BuildState::Built);
    let accept = |login: &str| build::accept(world.db(), world.clock(), &world.actor(login), id);
    assert_eq!(accept("ruth").unwrap_err().code(), "requester_is_reviewer");
    assert_eq!(accept("admin").unwrap_err().code(), "role_required");
    accept("rosa").unwrap();
    assert_eq!(accept("rosa").unwrap_err().code(), "illegal_transition");
});

on_both!(an_accepted_build_is_signed_logged_and_released, world, {
    let update = world.released("CVE-2026-46132: a leak");
    let rows = build::list(
        world.db(),
        world.clock(),
        &world.actor("audit"),
        &BuildFilter::default(),
    )
    .unwrap();
    assert!(
        rows.iter().all(|row| row.state == BuildState::Released),
        "{rows:#?}"
    );
    let id = rows.iter().find(|row| row.update == update).unwrap().id;
    let page = build::show(world.db(), world.clock(), &world.actor("audit"), id).unwrap();
    let bytes = world
        .state
        .store()
        .fetch(page.bundle.unwrap())
        .unwrap()
        .unwrap();
    let root = world.state.signer().root().unwrap();
    let verified = bundle::verify(&bytes, &root.release).unwrap();
    assert_eq!(verified.manifest().id, update);
    let texts: Vec<_> = page.log.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["compiled", "linked"]);
    let steps: Vec<_> = page
        .story
        .events
        .iter()
        .map(|e| e.action.as_str())
        .collect();
    assert_eq!(
        steps,
        [
            "build_request.submitted",
            "build_request.queued",
            "build_request.building",
            "build_request.built",
            "build_request.in_review",
            "build_request.accepted",
            "build_request.signed",
            "build_request.released",
        ]
    );
});

on_both!(a_refused_build_says_why, world, {
    let id = world.submit("admin", "unsafe").unwrap();
    world.jobs();
    for job in world.builder.open_jobs() {
        world.builder.refuse(&job, Verdict::Refused, "data_changed");
    }
    world.jobs();
    let page = build::show(world.db(), world.clock(), &world.actor("rosa"), id).unwrap();
    assert_eq!(page.row.state, BuildState::Refused);
    assert_eq!(page.report.unwrap().reasons[0].code, "data_changed");
    assert!(!page.may_review);
});

on_both!(a_manifest_for_something_else_is_not_taken, world, {
    let id = world.submit("admin", "mine").unwrap();
    world.jobs();
    let job = world
        .builder
        .open_jobs()
        .into_iter()
        .find(|j| j.kind != UpdateKind::Core)
        .unwrap();
    world.builder.claim(&job);
    let mut result = world.builder.result(&job);
    result.manifest.as_mut().unwrap().title = "yours".into();
    world.builder.finish(&job, &result);
    world.jobs();
    let page = build::show(world.db(), world.clock(), &world.actor("rosa"), id).unwrap();
    assert_eq!(page.row.state, BuildState::Failed);
    assert_eq!(page.report.unwrap().reasons[0].code, "unusable_result");
});

on_both!(a_member_that_differs_from_its_hash_is_not_taken, world, {
    let id = world.submit("admin", "mine").unwrap();
    world.jobs();
    let job = world
        .builder
        .open_jobs()
        .into_iter()
        .find(|j| j.kind != UpdateKind::Core)
        .unwrap();
    world.builder.claim(&job);
    let result = world.builder.result(&job);
    std::fs::write(world.builder.path(&job).join("update.ko"), "another module").unwrap();
    world.builder.finish(&job, &result);
    world.jobs();
    assert_eq!(state(&world, id), BuildState::Failed);
});
