//! Rounds of the daemon.

use quiesce_trust::loading::RefusalCode;

use super::world::World;

#[actix_web::test]
async fn a_round_applies_what_is_offered_and_undoes_what_is_ordered() {
    let world = World::enrolled();
    world.offer_two();
    assert_eq!(world.run("quiesce daemon --once").await, "exit 0");
    assert_eq!(world.loader.asked(), ["apply k3j9x2ab", "apply mdie0f3s"]);
    assert_eq!(world.run("quiesce daemon --once").await, "exit 0");
    assert_eq!(
        world.loader.asked().len(),
        2,
        "what is in force is not applied again"
    );
    world.server.heard();
    world.server.order_undo("k3j9x2ab");
    world.server.order_undo("notloade");
    world.run("quiesce daemon --once").await;
    assert_eq!(
        world.server.heard()[..2],
        ["check-in with 2 applied", "by hand: k3j9x2ab undone"]
    );
}

#[actix_web::test]
async fn reports_wait_for_a_server_that_is_away() {
    let world = World::enrolled();
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    world.server.heard();
    world.server.refuse(Some((503, "starting")));
    let said = world.run("quiesce remove --all").await;
    assert!(said.ends_with("exit 0"), "the kernel has done it: {said}");
    assert!(world.run("quiesce daemon --once").await.ends_with("exit 7"));
    assert!(world.server.heard().is_empty());
    world.server.refuse(None);
    world.loader.refuse(RefusalCode::NoMatch, &[]);
    world.run("quiesce upgrade -y").await;
    insta::assert_json_snapshot!(world.server.heard(), @r#"
    [
      "by hand: mdie0f3s undone",
      "by hand: k3j9x2ab undone",
      "check-in with 0 applied",
      "w-7: k3j9x2ab downloaded",
      "w-7: k3j9x2ab applying",
      "w-7: k3j9x2ab failed \"no_match\""
    ]
    "#);
}

#[actix_web::test]
async fn a_report_that_the_server_refuses_for_good_does_not_block_the_others() {
    let world = World::enrolled();
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    world.server.refuse(Some((422, "malformed")));
    world.run("quiesce remove --all").await;
    world.server.refuse(None);
    world.server.heard();
    world.run("quiesce upgrade").await;
    assert_eq!(world.server.heard(), ["check-in with 0 applied"]);
}

#[actix_web::test]
async fn bundles_that_are_no_longer_needed_go() {
    let world = World::enrolled();
    let old = world.host.places.bundles().join("00".repeat(32));
    std::fs::create_dir_all(world.host.places.bundles()).unwrap();
    std::fs::write(&old, b"old").unwrap();
    let offer = world.offer("k3j9x2ab", "t", 1);
    world.run("quiesce daemon --once").await;
    assert!(!old.exists());
    assert!(
        world.host.places.bundle(offer.bundle).exists(),
        "offered ones stay"
    );
}

#[actix_web::test]
async fn what_an_admin_took_out_stays_out_until_an_admin_puts_it_in() {
    let world = World::enrolled();
    world.offer_two();
    world.run("quiesce daemon --once").await;
    world.run("quiesce remove mdie0f3s").await;
    world.run("quiesce daemon --once").await;
    assert_eq!(
        world.run("quiesce uname").await,
        "6.1.0-47-cloud-amd64+q4\nexit 0"
    );
    world.run("quiesce upgrade -y").await;
    assert_eq!(
        world.run("quiesce uname").await,
        "6.1.0-47-cloud-amd64+q5\nexit 0"
    );
}
