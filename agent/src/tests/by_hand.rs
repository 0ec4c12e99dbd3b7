//! The raw tools.

use std::fs;

use super::world::{World, signed_bundle};

#[actix_web::test]
async fn apply_without_an_offer_has_no_permit() {
    let world = World::enrolled();
    let file = world.host.places.config_dir.join("bundle");
    fs::write(&file, signed_bundle("k3j9x2ab", "t", 1)).unwrap();
    let said = world
        .run(&format!("quiesce apply {}", file.display()))
        .await;
    assert_eq!(said, "quiesce: No permit. [no_permit]\nexit 3");
}

#[actix_web::test]
async fn apply_takes_the_offer_given_or_the_one_kept() {
    let world = World::enrolled();
    let offer = world.offer(
        "k3j9x2ab",
        "CVE-2026-46132: rtnetlink leaks kernel stack",
        4,
    );
    let bundle = world.host.places.config_dir.join("bundle");
    let offer_file = world.host.places.config_dir.join("offer.json");
    fs::write(
        &bundle,
        signed_bundle(
            "k3j9x2ab",
            "CVE-2026-46132: rtnetlink leaks kernel stack",
            4,
        ),
    )
    .unwrap();
    fs::write(&offer_file, serde_json::to_vec(&offer).unwrap()).unwrap();
    let apply = format!("quiesce apply {}", bundle.display());

    let given = format!("{apply} --check-only --offer {}", offer_file.display());
    insta::assert_snapshot!(world.run(&given).await, @r#"
    Update [k3j9x2ab] can be applied here. Nothing was changed.
    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 0
    "#);
    world.run("quiesce upgrade").await;
    world.server.heard();
    insta::assert_snapshot!(world.run(&apply).await, @r#"
    Applied [k3j9x2ab], all CPUs held for 84.2 µs
    Effective kernel version is 6.1.0-47-cloud-amd64+q4
    exit 0
    "#);
    insta::assert_snapshot!(world.run("quiesce undo k3j9x2ab --json").await, @r#"
    {
      "id": "k3j9x2ab",
      "now": "undone",
      "pause": {
        "rendezvous_ns": 9000,
        "check_ns": 20000,
        "write_ns": 30000,
        "total_ns": 84250
      },
      "effective_kernel": "6.1.0-47-cloud-amd64"
    }
    exit 0
    "#);
    insta::assert_json_snapshot!(world.server.heard(), @r#"
    [
      "by hand: k3j9x2ab applied",
      "by hand: k3j9x2ab undone"
    ]
    "#);
}
