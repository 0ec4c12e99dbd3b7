//! Who is kept out, and how that is said.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use quiesce_types::Role;

use crate::site::{Site, form, send, serve, sign_in, text};

#[actix_web::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_back() {
    let site = Site::empty();
    let app = serve(site.state.clone()).await;
    let answer = send(&app, TestRequest::get().uri("/hosts?health=inactive"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location.as_deref(),
        Some("/sign-in?next=%2Fhosts%3Fhealth%3Dinactive")
    );
}

#[actix_web::test]
async fn a_form_of_another_site_is_not_acted_on() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let foreign = TestRequest::post()
        .uri("/hosts/enrol")
        .insert_header(("Origin", "https://evil.example"))
        .set_form([("hours", "24"), ("group", "")]);
    assert_eq!(
        send(&app, foreign, &anna).await.status,
        StatusCode::FORBIDDEN
    );
}

#[actix_web::test]
async fn an_auditor_may_not_make_tokens_and_is_told_who_may() {
    let site = Site::empty();
    site.person("erik", &[Role::Auditor]);
    let app = serve(site.state.clone()).await;
    let erik = sign_in(&app, "erik").await;
    let answer = send(&app, TestRequest::get().uri("/hosts/enrol"), &erik).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        text(&answer.body).contains("Only admins let hosts enrol."),
        "{}",
        answer.body
    );
    let posted = send(
        &app,
        form("/hosts/enrol", &[("hours", "24"), ("group", "")]),
        &erik,
    )
    .await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_page_holds_no_inline_script_or_style() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    for path in ["/", "/windows/new", "/builds/new", "/hosts", "/audit"] {
        let page = send(&app, TestRequest::get().uri(path), &anna).await.body;
        assert!(!page.contains("style="), "{path}");
        assert!(!page.contains("<style"), "{path}");
        assert_eq!(
            page.matches("<script").count(),
            page.matches("<script type=\"module\" src=").count()
        );
    }
}

#[actix_web::test]
async fn an_address_that_names_nothing_is_a_page_with_404() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    for path in [
        "/nothing",
        "/windows/999",
        "/windows/x",
        "/builds/0",
        "/hosts/zz",
        "/audit/12345",
    ] {
        let answer = send(&app, TestRequest::get().uri(path), &anna).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("There is nothing here"), "{path}");
    }
}
