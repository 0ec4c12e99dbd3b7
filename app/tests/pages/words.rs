//! What an empty site says: each empty place teaches what it will hold.

use actix_web::test::TestRequest;
use quiesce_types::Role;

use crate::site::{Site, send, serve, sign_in, text};

#[actix_web::test]
async fn the_first_page_of_a_new_site_teaches_an_admin() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let home = text(&send(&app, TestRequest::get().uri("/"), &anna).await.body);
    for said in [
        "Nothing needs you now",
        "No host has enrolled yet",
        "Make an enrolment token",
        "No window is planned",
        "Propose a window",
        "Nothing is being built",
    ] {
        assert!(home.contains(said), "`{said}` is not in: {home}");
    }
}

#[actix_web::test]
async fn the_sign_in_page_reads_so() {
    let site = Site::empty();
    let app = serve(site.state.clone()).await;
    let page = text(
        &send(&app, TestRequest::get().uri("/sign-in"), "")
            .await
            .body,
    );
    insta::assert_snapshot!(page, @"Quiesce Sign in Login Password Sign in Accounts are made by the people who run this server. Ask them if you have none or lost your password.");
}

#[actix_web::test]
async fn a_token_is_shown_once_and_not_in_an_address() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let fields = [("hours", "24"), ("group", "")];
    let made = send(&app, crate::site::form("/hosts/enrol", &fields), &anna).await;
    assert_eq!(made.status, 200);
    assert!(made.location.is_none());
    assert!(made.body.contains(r#"class="token""#));
    let again = send(&app, TestRequest::get().uri("/hosts/enrol"), &anna).await;
    assert!(!again.body.contains(r#"class="token""#));
    assert!(text(&again.body).contains("unused"));
}
