//! Commands that only look.

use super::world::World;

#[actix_web::test]
async fn show_lists_what_is_installed_and_available() {
    let world = World::enrolled();
    insta::assert_snapshot!(world.run("quiesce show").await, @r#"
    Installed updates:
    None

    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 0
    "#);
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    world.run("quiesce undo mdie0f3s").await;
    insta::assert_snapshot!(world.run("quiesce show --available").await, @r#"
    Installed updates:
    [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack
    [mdie0f3s] log each open() (undone, not in force)

    Available updates:
    [k3j9x2ab] CVE-2026-46132: rtnetlink leaks kernel stack (permitted now)
    [mdie0f3s] log each open() (permitted now)
    [later000] ext4: a fix without a window yet (waits for a window)

    Effective kernel version is 6.1.0-47-cloud-amd64+q4
    exit 0
    "#);
    insta::assert_snapshot!(world.run("quiesce show --available --json").await, @r#"
    {
      "available": [
        {
          "id": "k3j9x2ab",
          "kind": "security",
          "offered": true,
          "title": "CVE-2026-46132: rtnetlink leaks kernel stack"
        },
        {
          "id": "mdie0f3s",
          "kind": "security",
          "offered": true,
          "title": "log each open()"
        },
        {
          "id": "later000",
          "kind": "bug_fix",
          "offered": false,
          "title": "ext4: a fix without a window yet"
        }
      ],
      "effective_kernel": "6.1.0-47-cloud-amd64+q4",
      "installed": [
        {
          "id": "k3j9x2ab",
          "state": "applied",
          "title": "CVE-2026-46132: rtnetlink leaks kernel stack"
        },
        {
          "id": "mdie0f3s",
          "state": "undone",
          "title": "log each open()"
        }
      ]
    }
    exit 0
    "#);
}

#[actix_web::test]
async fn what_was_available_is_remembered_while_the_server_is_away() {
    let world = World::enrolled();
    world.run("quiesce show --available").await;
    world.server.refuse(Some((503, "starting")));
    let said = world.run("quiesce show --available").await;
    assert!(
        said.contains("[later000]") && said.ends_with("exit 0"),
        "{said}"
    );
}

#[actix_web::test]
async fn uname_speaks_of_the_effective_kernel() {
    let world = World::enrolled();
    assert_eq!(
        world.run("quiesce uname").await,
        "6.1.0-47-cloud-amd64\nexit 0"
    );
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    assert_eq!(
        world.run("quiesce uname -r").await,
        "6.1.0-47-cloud-amd64+q5\nexit 0"
    );
    let all = world.run("quiesce uname -a").await;
    let machine = std::env::consts::ARCH;
    assert_eq!(
        all,
        format!(
            "Linux wn01 6.1.0-47-cloud-amd64+q5 #1 SMP Debian 6.1.170-3 {machine} GNU/Linux\nexit 0"
        )
    );
    insta::assert_snapshot!(world.run("quiesce uname --json").await, @r#"
    {
      "effective_kernel": "6.1.0-47-cloud-amd64+q5",
      "release": "6.1.0-47-cloud-amd64"
    }
    exit 0
    "#);
}

#[actix_web::test]
async fn status_tells_a_host_that_is_fine_from_one_that_is_not() {
    let mut world = World::enrolled();
    insta::assert_snapshot!(world.run("quiesce status").await, @r#"
    Enrolled:           as wn01.example.org (HOST)
    Server:             http://SERVER, not called yet
    Last check-in:      never
    Open window:        none
    Core module:        0.1.0
    Installed updates:  0
    Available updates:  0
    Effective kernel version is 6.1.0-47-cloud-amd64
    exit 7
    "#);
    world.offer_two();
    world.run("quiesce upgrade -y").await;
    insta::assert_snapshot!(world.run("quiesce status").await, @r#"
    Enrolled:           as wn01.example.org (HOST)
    Server:             http://SERVER, reachable
    Last check-in:      2027-01-15T08:00:00Z (0 s ago)
    Open window:        w-7, revision 3
    Core module:        0.1.0
    Installed updates:  2
    Available updates:  3
    Effective kernel version is 6.1.0-47-cloud-amd64+q5
    exit 0
    "#);
    world.server.refuse(Some((503, "starting")));
    world.run("quiesce upgrade").await;
    world.host.clock = || super::world::NOW + 181;
    insta::assert_snapshot!(world.run("quiesce status").await, @r#"
    Enrolled:           as wn01.example.org (HOST)
    Server:             http://SERVER, failing for 1 calls (starting: The server says no. (503))
    Last check-in:      2027-01-15T08:00:00Z (181 s ago)
    Open window:        w-7, revision 3
    Core module:        0.1.0
    Installed updates:  2
    Available updates:  3
    Effective kernel version is 6.1.0-47-cloud-amd64+q5
    exit 7
    "#);
    insta::assert_snapshot!(world.run("quiesce status --json").await, @r#"
    {
      "available": 3,
      "core": "0.1.0",
      "effective_kernel": "6.1.0-47-cloud-amd64+q5",
      "enrolled": true,
      "host": "HOST",
      "installed": 2,
      "last_check_in": 1800000000,
      "problem": "starting: The server says no. (503)",
      "server": "http://SERVER",
      "server_reachable": false,
      "window": "w-7"
    }
    exit 7
    "#);
}
