//! Upgrade and remove, as an admin sees them, and what the server hears.

use quiesce_trust::loading::RefusalCode;

use super::world::World;

#[actix_web::test]
async fn without_yes_nothing_is_changed() {
    let world = World::enrolled();
    world.offer_two();
    insta::assert_snapshot!(world.run("quiesce upgrade").await, @r#"
    The following steps will be taken:
    Install [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Install [mdie0f3s] log each open()
    Nothing was changed. Run `quiesce upgrade -y` to take these steps.
    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 0
    "#);
    assert!(world.loader.asked().is_empty());
    assert_eq!(world.server.heard(), ["check-in with 0 applied"]);
}

#[actix_web::test]
async fn with_yes_each_update_is_installed_and_reported() {
    let world = World::enrolled();
    world.offer_two();
    insta::assert_snapshot!(world.run("quiesce upgrade -y").await, @r#"
    The following steps will be taken:
    Install [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Install [mdie0f3s] log each open()
    Installing [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Installing [mdie0f3s] log each open()
    Effective kernel version is 6.1.0-47-cloud-amd64+q5
    exit 0
    "#);
    insta::assert_json_snapshot!(world.server.heard(), @r#"
    [
      "check-in with 0 applied",
      "w-7: k3j9x2ab downloaded",
      "w-7: k3j9x2ab applying",
      "w-7: k3j9x2ab applied",
      "w-7: mdie0f3s downloaded",
      "w-7: mdie0f3s applying",
      "w-7: mdie0f3s applied"
    ]
    "#);
    insta::assert_snapshot!(world.run("quiesce upgrade -y").await, @r#"
    Nothing to be done: no update that this host lacks is permitted now.
    Effective kernel version is 6.1.0-47-cloud-amd64+q5
    exit 0
    "#);
    insta::assert_snapshot!(world.run("quiesce upgrade --json").await, @r#"
    {
      "steps": [],
      "done": 0,
      "effective_kernel": "6.1.0-47-cloud-amd64+q5"
    }
    exit 0
    "#);
}

#[actix_web::test]
async fn busy_names_the_tasks_and_stops() {
    let world = World::enrolled();
    world.offer_two();
    world
        .loader
        .refuse(RefusalCode::Busy, &["dcache (812) in inet_sendmsg+0x1c"]);
    insta::assert_snapshot!(world.run("quiesce upgrade -y").await, @r#"
    The following steps will be taken:
    Install [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Install [mdie0f3s] log each open()
    Installing [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    quiesce: No, and here is why. [busy]
      in the way: dcache (812) in inet_sendmsg+0x1c
    exit 5
    "#);
    insta::assert_json_snapshot!(world.server.heard(), @r#"
    [
      "check-in with 0 applied",
      "w-7: k3j9x2ab downloaded",
      "w-7: k3j9x2ab applying",
      "w-7: k3j9x2ab busy [\"dcache (812) in inet_sendmsg+0x1c\"]"
    ]
    "#);
    insta::assert_snapshot!(world.run("quiesce upgrade -y --json").await, @r#"
    {
      "error": {
        "code": "busy",
        "message": "No, and here is why.",
        "tasks": [
          "dcache (812) in inet_sendmsg+0x1c"
        ]
      }
    }
    exit 5
    "#);
}

#[actix_web::test]
async fn a_tampered_bundle_is_refused_and_told() {
    let world = World::enrolled();
    let offer = world.offer(
        "k3j9x2ab",
        "CVE-2026-46132: rtnetlink leaks kernel stack",
        4,
    );
    world.server.tamper(&offer);
    let said = world.run("quiesce upgrade -y").await;
    assert!(
        said.contains("[wrong_bytes]") && said.ends_with("exit 7"),
        "{said}"
    );
    assert!(world.loader.asked().is_empty());
    assert_eq!(
        world.server.heard()[1],
        "w-7: k3j9x2ab failed \"wrong_bytes\""
    );
}

#[actix_web::test]
async fn a_host_that_is_not_allowed_yet_hears_the_servers_words() {
    let world = World::enrolled();
    world.server.refuse(Some((403, "host_pending")));
    insta::assert_snapshot!(world.run("quiesce upgrade").await, @r#"
    quiesce: The server says no. (403) [host_pending]
    exit 7
    "#);
}

#[actix_web::test]
async fn remove_goes_from_the_newest_to_the_oldest() {
    let world = World::enrolled();
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    world.server.heard();
    insta::assert_snapshot!(world.run("quiesce remove --all").await, @r#"
    The following steps will be taken:
    Remove [mdie0f3s] log each open()
    Remove [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Removing [mdie0f3s] log each open()
    Removing [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 0
    "#);
    insta::assert_json_snapshot!(world.server.heard(), @r#"
    [
      "by hand: mdie0f3s undone",
      "by hand: k3j9x2ab undone"
    ]
    "#);
    insta::assert_snapshot!(world.run("quiesce remove --all").await, @r#"
    Nothing to be done: no update is in this kernel.
    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 0
    "#);
    insta::assert_snapshot!(world.run("quiesce remove k3j9x2ab --json").await, @r#"
    {
      "error": {
        "code": "not_loaded",
        "message": "update k3j9x2ab is not in this kernel; `quiesce show` lists what is",
        "tasks": []
      }
    }
    exit 6
    "#);
}
