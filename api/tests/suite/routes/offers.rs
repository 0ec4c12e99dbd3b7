//! What hosts are offered, and when; what they report, and how it shows.

use std::time::Duration;

use quiesce_api::service::window;
use quiesce_trust::permit::verify_permit;
use quiesce_trust::tlog::leaf;
use quiesce_types::host_api::{LoadedUpdate, Outcome, Pause, Report};
use quiesce_types::{DeploymentState, HostState, WindowNumber};

use crate::support::{World, on_both};

const HOUR: Duration = Duration::from_secs(3600);
const PAUSE: Pause = Pause {
    rendezvous_ns: 100_000,
    check_ns: 200_000,
    write_ns: 60_000,
    total_ns: 412_000,
};

fn states(world: &World, number: WindowNumber) -> Vec<(String, DeploymentState)> {
    let progress = world.window(number).progress.unwrap();
    progress
        .hosts
        .into_iter()
        .map(|h| (h.hostname, h.state))
        .collect()
}

on_both!(an_update_reaches_the_hosts_of_an_open_window_only, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    let other = world.group("other rack", &["STAR"]);
    let mut host = world.host("a.example", star).await;
    let mut outsider = world.host("b.example", other).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.approve("stan", "STAR", number).unwrap();
    let orders = host.orders(&world).await;
    assert!(orders.offers.is_empty(), "not before the window");
    assert_eq!(orders.available.len(), 1, "but it may be seen");

    world.clock.pass(HOUR);
    world.jobs();
    // A host that joins the group later is not in the window.
    let mut late = world.host("c.example", star).await;
    let orders = host.orders(&world).await;
    assert_eq!(orders.offers.len(), 2, "the core module and the update");
    assert!(outsider.orders(&world).await.offers.is_empty());
    assert!(late.orders(&world).await.offers.is_empty());

    let root = world.state.signer().root().unwrap();
    let page = world.window(number);
    for offer in &orders.offers {
        assert_eq!(offer.revision_sha256, page.facts.sha256);
        let permit = verify_permit(&offer.permit, &root.director).unwrap();
        assert_eq!(permit.hosts, [host.id.clone()]);
        offer
            .release_proof
            .verify(&leaf::release(offer.bundle), &root.log)
            .unwrap();
        offer
            .permit_proof
            .verify(&leaf::permit(&offer.permit).unwrap(), &root.log)
            .unwrap();
        let token = host.token(&world);
        let path = format!("/api/host/v1/bundles/{}", offer.bundle);
        let answered = world.get(&path, &token).await;
        assert_eq!(
            (answered.status, answered.body.len() as u64),
            (200, offer.size)
        );
        let cached = |token: String| {
            actix_web::test::TestRequest::get()
                .uri(&path)
                .insert_header(("authorization", format!("Bearer {token}")))
                .insert_header(("if-none-match", format!("\"{}\"", offer.bundle)))
        };
        let answered = world.call(cached(host.token(&world))).await;
        assert_eq!(
            (answered.status, answered.body.len()),
            (304, 0),
            "a cache has it"
        );
        let answered = world.call(cached("not a token".into())).await;
        assert_eq!(answered.status, 401, "having it is not being allowed it");
    }
    assert_eq!(orders.offers[1].id, update);

    window::pause(world.db(), world.clock(), &world.actor("admin"), number).unwrap();
    assert!(host.orders(&world).await.offers.is_empty(), "paused");
    window::resume(world.db(), world.clock(), &world.actor("admin"), number).unwrap();
    assert_eq!(host.orders(&world).await.offers.len(), 2);

    world.clock.pass(HOUR * 2);
    assert!(
        host.orders(&world).await.offers.is_empty(),
        "its end came, job or no job"
    );
});

on_both!(reports_move_deployments_and_replays_do_not, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    let mut host = world.host("a.example", star).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.approve("stan", "STAR", number).unwrap();
    world.clock.pass(HOUR);
    world.jobs();
    let id = number.to_id().unwrap();
    host.core = Some("1".into());
    host.orders(&world).await;
    for outcome in [
        Outcome::Downloaded,
        Outcome::Applying,
        Outcome::Busy {
            tasks: vec!["cat (12)".into()],
        },
        Outcome::Applied { pause: PAUSE },
    ] {
        let answered = host.report(&world, Some(&id), &update, outcome).await;
        assert_eq!(answered.status, 204, "{}", answered.text());
    }
    assert_eq!(
        states(&world, number),
        [
            ("a.example".to_owned(), DeploymentState::Skipped),
            ("a.example".to_owned(), DeploymentState::Applied)
        ],
        "the core was loaded before"
    );
    let progress = world.window(number).progress.unwrap();
    assert_eq!(progress.median_pause_ns, Some(412_000));

    let failed = Outcome::Failed {
        code: "mismatch".into(),
        message: "It differs.".into(),
    };
    let replay = Report {
        counter: host.counter - 4,
        window: Some(id.clone()),
        update: update.clone(),
        outcome: failed.clone(),
    };
    let answered = host.send(&world, &replay).await;
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (409, "replayed")
    );
    let answered = host.report(&world, Some(&id), &update, failed).await;
    assert_eq!(
        answered.code(),
        "illegal_transition",
        "applied cannot become failed"
    );
    assert_eq!(world.window(number).progress.unwrap().counts.applied, 1);

    host.loaded = vec![LoadedUpdate {
        id: update.clone(),
        title: "a fix".into(),
        applied: true,
    }];
    assert!(host.orders(&world).await.available.is_empty());
    let hosts = [host.id.clone()];
    window::undo_on(
        world.db(),
        world.clock(),
        &world.actor("admin"),
        number,
        &hosts,
    )
    .unwrap();
    assert_eq!(
        host.orders(&world).await.undo,
        std::slice::from_ref(&update)
    );
    host.report(&world, None, &update, Outcome::Undone { pause: PAUSE })
        .await;
    host.loaded.clear();
    let orders = host.orders(&world).await;
    assert!(orders.undo.is_empty() && orders.offers.is_empty());
    assert_eq!(world.window(number).progress.unwrap().counts.undone, 1);
});

on_both!(a_failure_is_not_offered_again_and_shows, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    let mut host = world.host("a.example", star).await;
    let number = world.propose("admin", &world.draft(&[star], &update));
    world.approve("stan", "STAR", number).unwrap();
    world.clock.pass(HOUR);
    world.jobs();
    let failed = Outcome::Failed {
        code: "bundle_digest".into(),
        message: "Tampered.".into(),
    };
    host.report(&world, Some(&number.to_id().unwrap()), &update, failed)
        .await;
    let offered: Vec<_> = host
        .orders(&world)
        .await
        .offers
        .into_iter()
        .map(|o| o.id)
        .collect();
    assert!(!offered.contains(&update));
    let who = world.actor("audit");
    let list = quiesce_api::service::host::list(
        world.db(),
        world.clock(),
        &who,
        &quiesce_types::input::HostFilter {
            failed: true,
            ..Default::default()
        },
    )
    .unwrap();
    assert_eq!((list.total, list.counters.failed), (1, 1));
    assert_eq!(list.rows[0].state, HostState::Allowed);
});
