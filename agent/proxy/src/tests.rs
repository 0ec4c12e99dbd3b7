//! A proxy between hosts and a server of the test's own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use quiesce_trust::Digest;
use reqwest::{Client, Response};

use crate::cache::Cache;
use crate::routes;
use crate::upstream::Upstream;

const BUNDLE: &[u8] = b"QUIESCE1 and more";

/// What the server did.
#[derive(Default)]
struct Server {
    wholes: AtomicUsize,
    not_modified: AtomicUsize,
    heard: Mutex<Vec<String>>,
}

struct World {
    server: Arc<Server>,
    proxy: String,
    dir: tempfile::TempDir,
    stop: actix_web::dev::ServerHandle,
}

impl World {
    fn new() -> Self {
        let server = Arc::<Server>::default();
        let shared = server.clone();
        let upstream = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::from(shared.clone()))
                .route("/api/host/v1/bundles/{hex}", web::get().to(bundle))
                .route("/api/host/v1/check-in", web::post().to(check_in))
        });
        let upstream = upstream
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let url = format!("http://{}", upstream.addrs()[0]).parse().unwrap();
        let upstream = upstream.run();
        let stop = upstream.handle();
        actix_web::rt::spawn(upstream);

        let dir = tempfile::tempdir().unwrap();
        let cache = web::Data::new(Cache::open(dir.path(), 1 << 20).unwrap());
        let upstream = web::Data::new(Upstream::new(url).unwrap());
        let proxy = HttpServer::new(move || {
            App::new()
                .app_data(upstream.clone())
                .app_data(cache.clone())
                .configure(routes)
        });
        let proxy = proxy
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = format!("http://{}", proxy.addrs()[0]);
        actix_web::rt::spawn(proxy.run());
        Self {
            server,
            proxy: address,
            dir,
            stop,
        }
    }

    fn url(&self) -> String {
        format!("{}/api/host/v1/bundles/{}", self.proxy, Digest::of(BUNDLE))
    }

    async fn get(&self, token: &str) -> Response {
        Client::new()
            .get(self.url())
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }
}

async fn bundle(request: HttpRequest, server: web::Data<Server>) -> HttpResponse {
    let token = request
        .headers()
        .get("authorization")
        .unwrap()
        .to_str()
        .unwrap();
    if token != "Bearer good" {
        return HttpResponse::Unauthorized().body(r#"{"code":"bad_token","message":"No."}"#);
    }
    if request.headers().contains_key("if-none-match") {
        server.not_modified.fetch_add(1, Ordering::SeqCst);
        return HttpResponse::NotModified().finish();
    }
    server.wholes.fetch_add(1, Ordering::SeqCst);
    HttpResponse::Ok().body(if request.path().ends_with(&Digest::of(BUNDLE).to_hex()) {
        BUNDLE
    } else {
        b"other"
    })
}

async fn check_in(request: HttpRequest, said: String, server: web::Data<Server>) -> HttpResponse {
    let token = request
        .headers()
        .get("authorization")
        .unwrap()
        .to_str()
        .unwrap();
    server.heard.lock().unwrap().push(format!("{token} {said}"));
    HttpResponse::Conflict().json(serde_json::json!({"code": "replayed", "message": "Seen."}))
}

#[actix_web::test]
async fn many_hosts_cost_the_server_one_bundle() {
    let world = World::new();
    let all = [(); 8].map(|()| world.get("good"));
    for response in futures_in_order(all).await {
        assert_eq!(response.bytes().await.unwrap(), BUNDLE);
    }
    assert_eq!(world.server.wholes.load(Ordering::SeqCst), 1);
    assert_eq!(
        world.server.not_modified.load(Ordering::SeqCst),
        7,
        "each host is asked about"
    );
}

/// Starts all, then awaits each.
async fn futures_in_order<const N: usize>(
    all: [impl Future<Output = Response>; N],
) -> Vec<Response> {
    let mut all = all.map(Box::pin);
    let mut done: [Option<Response>; N] = [(); N].map(|()| None);
    std::future::poll_fn(|context| {
        for (future, slot) in all.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(response) = future.as_mut().poll(context)
            {
                *slot = Some(response);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[actix_web::test]
async fn what_is_cached_is_only_for_those_whom_the_server_knows() {
    let world = World::new();
    assert_eq!(world.get("good").await.status(), 200);
    let refused = world.get("stolen").await;
    assert_eq!(refused.status(), 401);
    assert!(refused.text().await.unwrap().contains("bad_token"));
}

#[actix_web::test]
async fn a_proxy_cut_off_from_its_server_hands_out_nothing() {
    let world = World::new();
    assert_eq!(world.get("good").await.status(), 200);
    world.stop.stop(false).await;
    let refused = world.get("good").await;
    assert_eq!(refused.status(), 502);
    assert!(refused.text().await.unwrap().contains("upstream_away"));
}

#[actix_web::test]
async fn a_host_that_was_cut_off_gets_the_rest() {
    let world = World::new();
    let request = Client::new()
        .get(world.url())
        .bearer_auth("good")
        .header("range", "bytes=8-");
    let rest = request.send().await.unwrap();
    assert_eq!(rest.status(), 206);
    assert_eq!(rest.headers()["content-range"], "bytes 8-16/17");
    assert_eq!(rest.bytes().await.unwrap(), &BUNDLE[8..]);
}

#[actix_web::test]
async fn other_bytes_than_asked_for_are_neither_kept_nor_passed_on() {
    let world = World::new();
    let url = format!(
        "{}/api/host/v1/bundles/{}",
        world.proxy,
        Digest::of(b"absent")
    );
    let refused = Client::new()
        .get(url)
        .bearer_auth("good")
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 502);
    assert_eq!(std::fs::read_dir(world.dir.path()).unwrap().count(), 0);
}

#[actix_web::test]
async fn other_calls_pass_through_with_their_token() {
    let world = World::new();
    let url = format!("{}/api/host/v1/check-in", world.proxy);
    let answer = Client::new()
        .post(url)
        .bearer_auth("t")
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 409);
    assert!(answer.text().await.unwrap().contains("replayed"));
    assert_eq!(*world.server.heard.lock().unwrap(), ["Bearer t {}"]);

    let outside = format!("{}/api/host/v1/%2e%2e", world.proxy);
    let answer = Client::new()
        .post(outside)
        .bearer_auth("t")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
}
