//! A server that does what the test tells it, and remembers what it was told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpResponse, HttpServer, web};
use quiesce_trust::HostId;
use quiesce_types::host_api::{
    AvailableUpdate, CheckIn, Enrol, Enrolled, Offer, Orders, Problem, Report,
};

use super::world::root;

#[derive(Clone)]
pub struct FakeServer {
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    offers: Vec<Offer>,
    undo: Vec<String>,
    bundles: BTreeMap<String, Vec<u8>>,
    /// `check-in 5`, `w-7 k3j9x2ab downloaded`, in order.
    heard: Vec<String>,
    counters: Vec<u64>,
    refuses: Option<(u16, &'static str)>,
}

impl FakeServer {
    pub fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::from(shared.clone()))
                .route("/api/host/v1/enrol", web::post().to(enrol))
                .route("/api/host/v1/check-in", web::post().to(check_in))
                .route("/api/host/v1/reports", web::post().to(report))
                .route("/api/host/v1/bundles/{hex}", web::get().to(bundle))
        });
        let server = server
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        Self { url, state }
    }

    pub fn offer(&self, offer: Offer, bundle: Vec<u8>) {
        let mut state = self.state.lock().unwrap();
        state.bundles.insert(offer.bundle.to_hex(), bundle);
        state.offers.push(offer);
    }

    pub fn order_undo(&self, id: &str) {
        self.state.lock().unwrap().undo.push(id.to_owned());
    }

    /// From now on it answers everything so; None: it is itself again.
    pub fn refuse(&self, with: Option<(u16, &'static str)>) {
        self.state.lock().unwrap().refuses = with;
    }

    /// What it heard since it was last asked. Counters are checked to have grown.
    pub fn heard(&self) -> Vec<String> {
        let mut state = self.state.lock().unwrap();
        assert!(
            state.counters.is_sorted_by(|a, b| a < b),
            "{:?}",
            state.counters
        );
        std::mem::take(&mut state.heard)
    }

    /// Serves other bytes in place of a bundle.
    pub fn tamper(&self, offer: &Offer) {
        let mut state = self.state.lock().unwrap();
        state.bundles.get_mut(&offer.bundle.to_hex()).unwrap()[100] ^= 1;
    }
}

type Shared = web::Data<Mutex<State>>;

fn refusal(state: &State) -> Option<HttpResponse> {
    let (status, code) = state.refuses?;
    let problem = Problem {
        code: code.to_owned(),
        message: "The server says no.".to_owned(),
    };
    let status = actix_web::http::StatusCode::from_u16(status).unwrap();
    Some(HttpResponse::build(status).json(problem))
}

async fn enrol(state: Shared, said: web::Json<Enrol>) -> HttpResponse {
    if let Some(refusal) = refusal(&state.lock().unwrap()) {
        return refusal;
    }
    let proof: [u8; 64] = hex::decode(&said.proof).unwrap().try_into().unwrap();
    let message = format!("quiesce-enrol\n{}\n{}\n", said.token, said.hostname);
    assert!(said.key.verifies(message.as_bytes(), &proof));
    let host = HostId::of_public_key(&said.key.0);
    HttpResponse::Created().json(Enrolled {
        host,
        root: root(),
        poll_seconds: 60,
    })
}

async fn check_in(state: Shared, said: web::Json<CheckIn>) -> HttpResponse {
    let mut state = state.lock().unwrap();
    if let Some(refusal) = refusal(&state) {
        return refusal;
    }
    state.counters.push(said.counter);
    let applied = said.loaded.iter().filter(|update| update.applied).count();
    state.heard.push(format!("check-in with {applied} applied"));
    let available = |offer: &Offer| AvailableUpdate {
        id: offer.id.clone(),
        kind: offer.kind,
        title: offer.title.clone(),
    };
    let later = AvailableUpdate {
        id: "later000".parse().unwrap(),
        kind: quiesce_trust::manifest::UpdateKind::BugFix,
        title: "ext4: a fix without a window yet".to_owned(),
    };
    HttpResponse::Ok().json(Orders {
        available: state.offers.iter().map(available).chain([later]).collect(),
        offers: state.offers.clone(),
        undo: state.undo.iter().map(|id| id.parse().unwrap()).collect(),
        poll_seconds: 60,
    })
}

async fn report(state: Shared, said: web::Json<Report>) -> HttpResponse {
    let mut state = state.lock().unwrap();
    if let Some(refusal) = refusal(&state) {
        return refusal;
    }
    state.counters.push(said.counter);
    let window = said
        .window
        .as_ref()
        .map_or("by hand", |window| window.as_str());
    let outcome = serde_json::to_value(&said.outcome).unwrap();
    let detail = outcome.get("code").or_else(|| outcome.get("tasks"));
    let detail = detail.map_or(String::new(), |detail| format!(" {detail}"));
    let outcome = outcome["outcome"].as_str().unwrap().to_owned();
    state
        .heard
        .push(format!("{window}: {} {outcome}{detail}", said.update));
    HttpResponse::NoContent().finish()
}

async fn bundle(state: Shared, hex: web::Path<String>) -> HttpResponse {
    let state = state.lock().unwrap();
    refusal(&state).unwrap_or_else(|| HttpResponse::Ok().body(state.bundles[hex.as_str()].clone()))
}
