//! `GET /events/…`

use actix_web::body::MessageBody as _;
use actix_web::{App, test};

use quiesce_api::server;
use quiesce_types::view::BuildProgress;

use crate::support::on_both;

on_both!(a_build_is_followed_from_where_the_browser_left, world, {
    let id = world.submit("admin", "a fix").unwrap();
    let anonymous = world
        .call(test::TestRequest::get().uri(&format!("/events/build/{id}")))
        .await;
    assert_eq!(
        (anonymous.status, anonymous.code().as_str()),
        (401, "signed_out")
    );
    world.build_all();

    let cookie = format!("quiesce={}", world.session("audit"));
    let state = world.state.clone();
    let app = test::init_service(App::new().configure(|c| server::configure(c, state))).await;
    let mut events = Vec::new();
    for seen in [None, Some("16")] {
        let mut request = test::TestRequest::get()
            .uri(&format!("/events/build/{id}"))
            .insert_header(("cookie", cookie.clone()));
        if let Some(seen) = seen {
            request = request.insert_header(("last-event-id", seen));
        }
        let response = test::call_service(&app, request.to_request()).await;
        assert_eq!(
            response.headers().get("content-type").unwrap(),
            "text/event-stream"
        );
        let mut body = Box::pin(response.into_body());
        let chunk = std::future::poll_fn(|cx| body.as_mut().poll_next(cx))
            .await
            .unwrap()
            .unwrap();
        events.push(String::from_utf8(chunk.to_vec()).unwrap());
    }
    let data = |event: &str| -> BuildProgress {
        let line = event
            .lines()
            .find_map(|line| line.strip_prefix("data: "))
            .unwrap();
        serde_json::from_str(line).unwrap()
    };
    let (all, rest) = (data(&events[0]), data(&events[1]));
    assert_eq!((all.first_line, all.lines.len()), (0, 2));
    assert_eq!(
        (rest.first_line, rest.lines.len()),
        (1, 1),
        "one line was seen before"
    );
    assert!(events[0].starts_with(&format!("id: {}\nevent: progress\n", all.version)));
});
