//! A refused form comes back with status 422, everything that was typed in place, and each error beside its field.

use actix_web::http::StatusCode;
use quiesce_types::Role;

use crate::site::{Site, form, send, serve, sign_in};

#[actix_web::test]
async fn a_wrong_password_keeps_the_login_and_never_the_password() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let fields = [
        ("login", "anna"),
        ("password", "not this one"),
        ("next", "/hosts?text=a"),
    ];
    let answer = send(&app, form("/sign-in", &fields), "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(r#"value="anna""#), "{}", answer.body);
    assert!(
        answer.body.contains(r#"value="/hosts?text=a""#),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("not this one"));
    assert!(answer.body.contains("do not belong together"));
}

#[actix_web::test]
async fn a_build_request_without_a_patch_keeps_all_that_was_typed() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let fields = [
        ("title", "CVE-2026-1: a <script> in a title"),
        ("why", "because\nof two lines"),
        ("kind", "bug_fix"),
        ("severity", "critical"),
        ("urgency", "high"),
        ("kernel", "6.1.0-47-cloud-amd64"),
        ("patch", ""),
    ];
    let answer = send(&app, form("/builds/new", &fields), &anna).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        r#"value="CVE-2026-1: a &lt;script&gt; in a title""#,
        "because\nof two lines",
        r#"<option value="bug_fix" selected"#,
        r#"<option value="critical" selected"#,
        r#"value="6.1.0-47-cloud-amd64""#,
        r#"id="patch-error" class="error">Paste a patch"#,
        r#"aria-describedby="patch-error patch-hint""#,
    ] {
        assert!(
            answer.body.contains(kept),
            "{kept} is not in {}",
            answer.body
        );
    }
}

#[actix_web::test]
async fn a_patch_file_is_taken_without_javascript() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let fields = [
        ("title", "Log opens"),
        ("why", "to see who opens what"),
        ("kind", "diagnostic"),
        ("severity", "low"),
        ("urgency", "normal"),
        ("kernel", "6.1.0-47-cloud-amd64"),
        ("cves", ""),
        ("bugs", ""),
        ("patch", ""),
        (
            "patch_file",
            "--- a/fs/open.c\n+++ b/fs/open.c\n@@ -1 +1 @@\n-int a;\n+int b;\n",
        ),
    ];
    let mut body = String::new();
    for (name, value) in fields {
        let file = if name == "patch_file" {
            "; filename=\"opens.patch\""
        } else {
            ""
        };
        body.push_str(&format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--edge--\r\n");
    let request = form("/builds/new", &[])
        .insert_header(("Content-Type", "multipart/form-data; boundary=edge"))
        .set_payload(body);
    let answer = send(&app, request, &anna).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = actix_web::test::TestRequest::get().uri(&answer.location.unwrap());
    let page = send(&app, page, &anna).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains(r#"<span class="add">+int b;"#),
        "{}",
        page.body
    );
}

#[actix_web::test]
async fn a_window_at_a_time_that_does_not_exist_says_so_beside_the_time() {
    let site = Site::empty();
    site.person("anna", &[Role::Admin]);
    let app = serve(site.state.clone()).await;
    let anna = sign_in(&app, "anna").await;
    let fields = [
        ("title", "Night of the clocks"),
        ("starts_at", "2027-03-28T02:30"),
        ("ends_at", "2027-03-28T05:00"),
        ("time_zone", "Europe/Zurich"),
        ("note", "kept"),
    ];
    let answer = send(&app, form("/windows/new", &fields), &anna).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "Night of the clocks",
        r#"value="2027-03-28T02:30""#,
        r#"id="starts_at-error" class="error">"#,
    ] {
        assert!(
            answer.body.contains(kept),
            "{kept} is not in {}",
            answer.body
        );
    }
}
