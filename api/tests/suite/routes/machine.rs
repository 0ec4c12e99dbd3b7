//! Health, the OpenAPI document, the log's checkpoint, and what every answer carries.

use actix_web::test::TestRequest;
use serde_json::Value;

use quiesce_trust::tlog::Checkpoint;

use crate::support::on_both;

on_both!(the_openapi_document_describes_the_routes, world, {
    let document: Value = world.get("/api/openapi.json", "").await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    for (path, verb) in [
        ("/api/host/v1/enrol", "post"),
        ("/api/host/v1/check-in", "post"),
        ("/api/host/v1/reports", "post"),
        ("/api/host/v1/bundles/{digest}", "get"),
        ("/log/checkpoint", "get"),
        ("/healthz", "get"),
    ] {
        assert!(paths[path][verb].is_object(), "{verb} {path}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
});

on_both!(the_checkpoint_is_signed_by_the_log, world, {
    assert_eq!(world.get("/log/checkpoint", "").await.status, 404);
    world.jobs();
    let answered = world.get("/log/checkpoint", "").await;
    let root = world.state.signer().root().unwrap();
    Checkpoint::verify(&answered.text(), &root.log).unwrap();
});

on_both!(answers_carry_the_security_headers, world, {
    let answered = world.get("/healthz", "").await;
    assert_eq!(answered.status, 200);
    let policy = answered.header("content-security-policy");
    assert!(!policy.contains("unsafe-inline"));
    assert_eq!(answered.header("x-content-type-options"), "nosniff");
    let posted = world
        .call(TestRequest::post().uri("/windows/1/approve"))
        .await;
    assert_eq!(
        (posted.status, posted.code().as_str()),
        (403, "cross_origin")
    );
    let ours = TestRequest::post()
        .uri("/healthz")
        .insert_header(("sec-fetch-site", "same-origin"));
    assert_eq!(
        world.call(ours).await.status,
        404,
        "no such route, but let through"
    );
});
