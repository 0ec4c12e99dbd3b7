//! `POST /api/host/v1/enrol`

use std::time::Duration;

use quiesce_api::service::host;
use quiesce_types::host_api::Enrolled;

use crate::support::{TestHost, on_both};

const ENROL: &str = "/api/host/v1/enrol";

on_both!(a_token_works_once, world, {
    let token = world.token(None, false);
    let (first, second) = (TestHost::new("a.example"), TestHost::new("b.example"));
    let answered = world.post(ENROL, "", &first.enrolment(&token)).await;
    assert_eq!(answered.status, 201, "{}", answered.text());
    let enrolled: Enrolled = answered.json();
    assert_eq!(enrolled.host, first.id);
    assert_eq!(enrolled.root, world.state.signer().root().unwrap());

    let again = world.post(ENROL, "", &second.enrolment(&token)).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (403, "unknown_token")
    );
});

on_both!(a_token_expires, world, {
    let token = world.token(None, false);
    world.clock.pass(Duration::from_secs(3600));
    let answered = world
        .post(ENROL, "", &TestHost::new("a.example").enrolment(&token))
        .await;
    assert_eq!(answered.code(), "unknown_token");
});

on_both!(a_host_must_hold_its_key, world, {
    let token = world.token(None, false);
    let mut stolen = TestHost::new("a.example").enrolment(&token);
    stolen.key = TestHost::new("b.example").enrolment(&token).key;
    let answered = world.post(ENROL, "", &stolen).await;
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (403, "bad_proof")
    );
});

on_both!(guessing_tokens_is_stopped, world, {
    let host = TestHost::new("a.example");
    for _ in 0..20 {
        let answered = world.post(ENROL, "", &host.enrolment("a guess")).await;
        assert_eq!(answered.code(), "unknown_token");
    }
    let answered = world
        .post(ENROL, "", &host.enrolment(&world.token(None, true)))
        .await;
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (429, "too_many_tries")
    );
    assert!(answered.headers.contains_key("retry-after"));
});

on_both!(a_pending_host_waits_and_a_denied_one_is_sent_away, world, {
    let mut new = TestHost::new("a.example");
    world
        .post(ENROL, "", &new.enrolment(&world.token(None, false)))
        .await;
    assert!(new.orders(&world).await.offers.is_empty());
    let token = new.token(&world);
    let bundle = format!("/api/host/v1/bundles/{}", "0".repeat(64));
    assert_eq!(world.get(&bundle, &token).await.code(), "host_pending");

    let stan = host::allow(world.db(), world.clock(), &world.actor("stan"), &new.id);
    assert_eq!(stan.unwrap_err().code(), "role_required");
    host::allow(world.db(), world.clock(), &world.actor("admin"), &new.id).unwrap();
    let token = new.token(&world);
    assert_eq!(world.get(&bundle, &token).await.code(), "not_found");
    host::deny(world.db(), world.clock(), &world.actor("admin"), &new.id).unwrap();
    let answered = new.check_in(&world).await;
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (403, "host_denied")
    );
});
