//! Proposing and running windows.

use std::time::Duration;

use quiesce_api::service::{home, window};
use quiesce_types::WindowState;
use quiesce_types::input::WindowDraft;

use crate::support::on_both;

const HOUR: Duration = Duration::from_secs(3600);

on_both!(a_proposal_is_checked_field_by_field, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    let empty = world.group("empty rack", &["STAR"]);
    let nobodys = world.group("nobody's rack", &[]);
    world.host("s1", star).await;
    world.host("n1", nobodys).await;
    let good = world.draft(&[star], &update);
    type Change<'a> = &'a dyn Fn(&mut WindowDraft);
    let changes: [(&str, Change<'_>); 9] = [
        ("title", &|d| d.title.clear()),
        ("starts_at", &|d| d.starts_at = world.clock.now()),
        ("ends_at", &|d| d.ends_at = d.starts_at),
        ("ends_at", &|d| d.ends_at = d.starts_at + HOUR * 24 * 15),
        ("time_zone", &|d| d.time_zone = "Mars/Olympus".into()),
        ("groups", &|d| d.groups = vec![empty]),
        ("groups", &|d| d.groups = vec![nobodys]),
        ("updates", &|d| d.updates.clear()),
        ("updates", &|d| {
            d.updates = vec!["zzzzzzzz".parse().unwrap()]
        }),
    ];
    for (field, change) in changes {
        let mut draft = good.clone();
        change(&mut draft);
        let error =
            window::propose(world.db(), world.clock(), &world.actor("admin"), &draft).unwrap_err();
        assert_eq!(
            error.fields().first().map(|f| f.field.as_str()),
            Some(field),
            "{error}"
        );
    }
    let denied = window::propose(world.db(), world.clock(), &world.actor("audit"), &good);
    assert_eq!(denied.unwrap_err().code(), "role_required");

    let number = world.propose("stan", &good);
    let page = world.window(number);
    let added: Vec<bool> = page.updates.iter().map(|u| u.added).collect();
    assert_eq!(
        added,
        [true, false],
        "the core module comes first, added by the server"
    );
    let view = home::show(world.db(), world.clock(), &world.actor("both")).unwrap();
    assert_eq!(view.decisions.len(), 1);
    assert_eq!(view.decisions[0].revision_sha256, page.facts.sha256);
});

on_both!(a_window_opens_and_closes_by_itself, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    world.host("s1", star).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.approve("stan", "STAR", number).unwrap();
    let state = || world.window(number).row.state;

    world.clock.pass(HOUR - Duration::from_millis(1));
    world.jobs();
    assert_eq!(state(), WindowState::Approved);
    world.clock.pass(Duration::from_millis(1));
    world.jobs();
    assert_eq!(state(), WindowState::Open);
    let page = world.window(number);
    assert!(page.permit.is_some());
    assert_eq!(page.progress.unwrap().counts.waiting, 2);
    let late = world.approve("stan", "STAR", number);
    assert_eq!(late.unwrap_err().code(), "too_late");

    world.clock.pass(HOUR * 2);
    world.jobs();
    assert_eq!(state(), WindowState::Closed);
});

on_both!(what_nobody_approved_expires, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    world.host("s1", star).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.clock.pass(HOUR);
    world.jobs();
    assert_eq!(world.window(number).row.state, WindowState::Expired);
    assert_eq!(
        world.approve("stan", "STAR", number).unwrap_err().code(),
        "too_late"
    );
});

on_both!(only_admins_pause_resume_and_abort, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    world.host("s1", star).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.approve("stan", "STAR", number).unwrap();
    let pause = |who: &str| window::pause(world.db(), world.clock(), &world.actor(who), number);
    assert_eq!(pause("admin").unwrap_err().code(), "not_running");
    world.clock.pass(HOUR);
    world.jobs();
    assert_eq!(pause("stan").unwrap_err().code(), "role_required");
    pause("admin").unwrap();
    assert_eq!(world.window(number).row.state, WindowState::Paused);
    window::resume(world.db(), world.clock(), &world.actor("ruth"), number).unwrap();
    let abort = |why: &str| {
        window::abort(
            world.db(),
            world.clock(),
            &world.actor("admin"),
            number,
            why,
        )
    };
    assert_eq!(abort(" ").unwrap_err().fields()[0].field, "reason");
    abort("The beam is on.").unwrap();
    assert_eq!(abort("again").unwrap_err().code(), "illegal_transition");
});
