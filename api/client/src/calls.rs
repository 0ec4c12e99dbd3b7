//! The calls of `/api/host/v1`, one method each.

use std::path::Path;
use std::time::Duration;

use quiesce_trust::Digest;
use quiesce_types::host_api::{CheckIn, Enrol, Enrolled, Orders, Report, limits};
use reqwest::{Client, Method, RequestBuilder};

use crate::body::read_json;
use crate::bundle::{self, Fetched};
use crate::{ClientError, Clock, HostIdentity, ServerUrl, connect, send};

/// For a whole call with a JSON answer.
const CALL: Duration = Duration::from_secs(60);

/// A host's line to its server.
pub struct HostClient {
    server: ServerUrl,
    http: Client,
    identity: HostIdentity,
    clock: Clock,
}

impl HostClient {
    /// `POST /enrol`: makes a host known. It has no identity at the server yet, so this needs no client.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with `unknown_token` and the like; or what the network did.
    pub async fn enrol(server: &ServerUrl, enrol: &Enrol) -> Result<Enrolled, ClientError> {
        let url = server.at("api/host/v1/enrol");
        let request = connect(server)?.post(&url).timeout(CALL).json(enrol);
        read_json(&url, send(&url, request).await?, limits::JSON as u64).await
    }

    /// A client for an enrolled host.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] when TLS cannot be set up.
    pub fn new(
        server: ServerUrl,
        identity: HostIdentity,
        clock: Clock,
    ) -> Result<Self, ClientError> {
        let http = connect(&server)?;
        Ok(Self {
            server,
            http,
            identity,
            clock,
        })
    }

    /// `POST /check-in`: says what the host is and asks what to do.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with `host_pending`, `host_denied`, `replayed` and the like; or what the network did.
    pub async fn check_in(&self, check_in: &CheckIn) -> Result<Orders, ClientError> {
        let url = self.server.at("api/host/v1/check-in");
        let request = self
            .signed(Method::POST, &url)?
            .timeout(CALL)
            .json(check_in);
        read_json(&url, send(&url, request).await?, limits::JSON as u64).await
    }

    /// `POST /reports`: says how one update went.
    ///
    /// # Errors
    /// As [`HostClient::check_in`].
    pub async fn report(&self, report: &Report) -> Result<(), ClientError> {
        let url = self.server.at("api/host/v1/reports");
        let request = self.signed(Method::POST, &url)?.timeout(CALL).json(report);
        send(&url, request).await.map(drop)
    }

    /// `GET /bundles/<hex>` into the file `to`, which then has exactly the bytes that the digest names.
    /// What an interrupted call left in `to` + `.part` is continued.
    ///
    /// # Errors
    /// [`ClientError::WrongBytes`] when something else came, and the partial file is gone; or what the network did.
    pub async fn fetch_bundle(
        &self,
        digest: Digest,
        size: u64,
        to: &Path,
    ) -> Result<Fetched, ClientError> {
        let url = self.server.at(&format!("api/host/v1/bundles/{digest}"));
        bundle::fetch(&url, digest, size, to, || self.signed(Method::GET, &url)).await
    }

    fn signed(&self, method: Method, url: &str) -> Result<RequestBuilder, ClientError> {
        let token = self.identity.token((self.clock)())?;
        Ok(self.http.request(method, url).bearer_auth(token))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpRequest, HttpResponse, web};
    use quiesce_trust::manifest::Kernel;
    use quiesce_types::host_api::Outcome;
    use serde_json::json;

    use super::*;
    use crate::mock;

    fn kernel() -> Kernel {
        Kernel {
            release: "6.1.0-47-cloud-amd64".parse().unwrap(),
            build_id: "0123456789abcdef0123456789abcdef01234567".parse().unwrap(),
        }
    }

    fn check_in() -> CheckIn {
        CheckIn {
            counter: 4,
            kernel: kernel(),
            core: None,
            loaded: vec![],
            agent: "0.1.0".into(),
        }
    }

    #[actix_web::test]
    async fn enrolment_needs_no_token_and_returns_what_to_pin() {
        let key = "11".repeat(32);
        let server = mock::serve(move |cfg| {
            let key = key.clone();
            cfg.route(
                "/api/host/v1/enrol",
                web::post().to(move |request: HttpRequest, _enrol: web::Json<Enrol>| {
                    let role = json!({"keys": [key], "threshold": 1});
                    let answer = json!({
                        "host": "0".repeat(32), "poll_seconds": 60,
                        "root": {"version": 1, "release": role, "director": role, "log": {"name": "log", "key": key}},
                    });
                    let anonymous = !request.headers().contains_key("authorization");
                    async move {
                        if anonymous { HttpResponse::Created().json(answer) } else { HttpResponse::BadRequest().finish() }
                    }
                }),
            );
        });
        let enrol = Enrol {
            token: "t".into(),
            hostname: "wn01.example.org".into(),
            key: "22".repeat(32).try_into().unwrap(),
            proof: "33".repeat(64),
            kernel: kernel(),
        };
        let enrolled = HostClient::enrol(&server, &enrol).await.unwrap();
        assert_eq!(enrolled.poll_seconds, 60);
    }

    #[actix_web::test]
    async fn check_in_carries_the_hosts_token_and_reads_orders() {
        let server = mock::serve(|cfg| {
            cfg.route(
                "/api/host/v1/check-in",
                web::post().to(|request: HttpRequest, said: web::Json<CheckIn>| async move {
                    let bearer = request.headers().get("authorization").unwrap().to_str().unwrap();
                    assert_eq!(bearer.strip_prefix("Bearer ").unwrap().split('.').count(), 3);
                    assert_eq!(said.counter, 4);
                    web::Json(json!({"offers": [], "available": [], "undo": ["k3j9x2ab"], "poll_seconds": 9}))
                }),
            );
        });
        let orders = mock::client(server).check_in(&check_in()).await.unwrap();
        assert_eq!(orders.undo, vec!["k3j9x2ab".parse().unwrap()]);
    }

    #[actix_web::test]
    async fn a_refused_report_keeps_the_servers_own_code() {
        let server = mock::serve(|cfg| {
            cfg.route(
                "/api/host/v1/reports",
                web::post().to(|| async {
                    HttpResponse::Conflict()
                        .json(json!({"code": "replayed", "message": "Seen before."}))
                }),
            );
        });
        let report = Report {
            counter: 1,
            window: Some("w-1".parse().unwrap()),
            update: "k3j9x2ab".parse().unwrap(),
            outcome: Outcome::Downloaded,
        };
        let error = mock::client(server).report(&report).await.unwrap_err();
        assert_eq!((error.code(), error.is_passing()), ("replayed", false));
        assert_eq!(error.to_string(), "Seen before. (409)");
    }

    #[actix_web::test]
    async fn what_is_not_our_server_is_named_so() {
        let server = mock::serve(|cfg| {
            cfg.route(
                "/api/host/v1/check-in",
                web::post().to(|| async { "hello" }),
            );
            cfg.route(
                "/api/host/v1/reports",
                web::post()
                    .to(|| async { HttpResponse::InternalServerError().body("x".repeat(2 << 20)) }),
            );
        });
        let client = mock::client(server);
        assert_eq!(
            client.check_in(&check_in()).await.unwrap_err().code(),
            "answer_malformed"
        );
        let report = Report {
            counter: 1,
            window: None,
            update: "k3j9x2ab".parse().unwrap(),
            outcome: Outcome::Downloaded,
        };
        assert_eq!(
            client.report(&report).await.unwrap_err().code(),
            "answer_too_large"
        );
    }

    #[actix_web::test]
    async fn nobody_at_home_may_pass() {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let client = mock::client(format!("http://{free}").parse().unwrap());
        let error = client.check_in(&check_in()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.is_passing()),
            ("server_unreachable", true)
        );
    }
}
