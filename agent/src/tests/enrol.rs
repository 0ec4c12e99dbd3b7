//! Enrolment.

use super::world::World;

#[actix_web::test]
async fn says_what_was_pinned_and_what_comes_next() {
    let world = World::new();
    let words = format!(
        "quiesce enrol --server {} --token t0ken --hostname wn01.example.org",
        world.server.url
    );
    insta::assert_snapshot!(world.run(&words).await, @r#"
    This host is enrolled at http://SERVER as wn01.example.org.
    Host id: HOST
    Pinned trust root: version 1, log quiesce.test/log
    An admin must allow this host before it is offered anything: compare the host id on the server's Hosts page.
    Then start the daemon (systemctl enable --now quiesce), or run `quiesce upgrade` by hand.
    exit 0
    "#);
    assert!(world.run(&words).await.contains("[already_enrolled]"));
}

#[actix_web::test]
async fn in_json() {
    let world = World::new();
    let words = format!(
        "quiesce enrol --json --server {} --token t0ken",
        world.server.url
    );
    insta::assert_snapshot!(world.run(&words).await, @r#"
    {
      "host": "HOST",
      "hostname": "wn01",
      "root_version": 1,
      "server": "http://SERVER"
    }
    exit 0
    "#);
}

#[actix_web::test]
async fn a_refused_token_pins_nothing() {
    let world = World::new();
    world.server.refuse(Some((403, "unknown_token")));
    let words = format!("quiesce enrol --server {} --token wrong", world.server.url);
    insta::assert_snapshot!(world.run(&words).await, @r#"
    quiesce: The server says no. (403) [unknown_token]
    exit 7
    "#);
    assert!(!world.host.places.root().exists());
    world.server.refuse(None);
    assert!(
        world.run(&words).await.ends_with("exit 0"),
        "the same key is used again"
    );
}

#[actix_web::test]
async fn everything_else_needs_an_enrolment() {
    let world = World::new();
    for words in ["status", "upgrade", "daemon --once", "show --available"] {
        let said = world.run(&format!("quiesce {words}")).await;
        assert!(
            said.contains("[not_enrolled]") && said.ends_with("exit 4"),
            "{words}: {said}"
        );
    }
}
