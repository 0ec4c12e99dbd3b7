//! One site: two experiments with their coordinators, an admin, two release managers, an auditor, and a clock that stands still until it is moved.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::{App, test};
use serde::Serialize;
use serde::de::DeserializeOwned;

use quiesce_api::auth::{same_origin, security_headers};
use quiesce_api::service::{build, experiment, group, host, person, session, window};
use quiesce_api::{Actor, AppState, Clock, Config, Now, ServiceError, jobs, server};
use quiesce_trust::UpdateId;
use quiesce_trust::manifest::{Kernel, UpdateKind};
use quiesce_types::input::{
    Decide, NewBuild, NewExperiment, NewGroup, NewPerson, NewToken, SignIn, WindowDraft,
};
use quiesce_types::view::WindowPage;
use quiesce_types::{
    BuildRequestId, ExperimentId, GroupId, Role, Severity, UnixMillis, Urgency, WindowNumber,
};

use super::builder::Builder;
use super::database::{Fresh, Kind};
use super::host::TestHost;
use super::signer::Signer;

/// When each world begins: 2026-11-24T12:00:00Z.
pub const START: UnixMillis = UnixMillis(1_795_521_600_000);
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// The kernel that all hosts run.
pub fn kernel() -> Kernel {
    Kernel {
        release: "6.1.0-47-cloud-amd64".parse().unwrap(),
        build_id: "0123456789abcdef0123456789abcdef01234567".parse().unwrap(),
    }
}

/// A clock that a test moves.
#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl Now for HandClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}

impl HandClock {
    pub fn now(&self) -> UnixMillis {
        Now::now(self)
    }

    pub fn set(&self, at: UnixMillis) {
        self.0.store(at.0, Ordering::SeqCst);
    }

    pub fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }
}

/// Who may be there: login, facility roles, experiments. Names are the logins in capitals.
const PEOPLE: &[(&str, &[Role], &[&str])] = &[
    ("admin", &[Role::Admin], &[]),
    ("rosa", &[Role::ReleaseManager], &[]),
    ("ruth", &[Role::ReleaseManager, Role::Admin], &[]),
    ("audit", &[Role::Auditor], &[]),
    ("stan", &[], &["STAR"]),
    ("ada", &[], &["ATLAS"]),
    ("both", &[], &["STAR", "ATLAS"]),
    ("phil", &[], &["PHENIX"]),
    ("phoebe", &[], &["PHENIX"]),
    ("boss", &[Role::Admin], &["STAR"]),
];

/// The site.
pub struct World {
    pub state: AppState,
    pub clock: HandClock,
    pub builder: Builder,
    pub experiments: BTreeMap<&'static str, ExperimentId>,
    known: RefCell<BTreeSet<String>>,
    signed_in: RefCell<HashMap<String, Actor>>,
    signer: OnceCell<Signer>,
    folder: tempfile::TempDir,
}

/// An answer over HTTP.
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        self.json::<serde_json::Value>()["code"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

impl World {
    pub fn new(kind: Kind) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("quiesce-api-")
            .tempdir()
            .unwrap();
        let clock = HandClock(Arc::new(AtomicI64::new(START.0)));
        let config = Config {
            database_url: Fresh::new(kind, folder.path()).url,
            data_dir: folder.path().join("data"),
            signer_socket: Signer::socket(folder.path()),
            public_url: "http://127.0.0.1:8080".into(),
            poll_seconds: 60,
            job_interval: Duration::from_millis(100),
        };
        let state = AppState::open_with_clock(config, Clock::new(clock.clone())).unwrap();
        let builder = Builder {
            jobs: state.config().jobs_dir(),
        };
        let mut world = Self {
            state,
            clock,
            builder,
            experiments: BTreeMap::new(),
            known: RefCell::default(),
            signed_in: RefCell::default(),
            signer: OnceCell::new(),
            folder,
        };
        for (code, quorum) in [("STAR", 1), ("ATLAS", 1), ("PHENIX", 2)] {
            let new = NewExperiment {
                code: code.into(),
                name: format!("{code} experiment"),
                colour: "#3366cc".into(),
                quorum,
            };
            let id = experiment::create(world.db(), world.clock(), &Actor::operator(), &new);
            world.experiments.insert(code, id.unwrap());
        }
        world
    }

    pub fn db(&self) -> &quiesce_api::Database {
        self.state.db()
    }

    pub fn clock(&self) -> &Clock {
        self.state.clock()
    }

    /// Adds a person of [`PEOPLE`], if no one has needed them before: hashing a password is made to be slow.
    pub fn person(&self, login: &str) {
        if !self.known.borrow_mut().insert(login.into()) {
            return;
        }
        let found = PEOPLE.iter().find(|(known, _, _)| *known == login);
        let (login, roles, codes) = found.unwrap_or_else(|| panic!("nobody is called {login}"));
        let new = NewPerson {
            login: (*login).into(),
            name: login.to_uppercase(),
            password: PASSWORD.into(),
            roles: roles.to_vec(),
            coordinates: codes.iter().map(|code| self.experiments[code]).collect(),
        };
        person::create(self.db(), self.clock(), &Actor::operator(), &new).unwrap();
    }

    /// Opens a session and returns its token.
    pub fn session(&self, login: &str) -> String {
        self.person(login);
        let form = SignIn {
            login: login.into(),
            password: PASSWORD.into(),
        };
        session::sign_in(self.db(), self.clock(), &form, Some("192.0.2.1"))
            .unwrap()
            .token
    }

    /// A person, signed in once a world: hashing a password is made to be slow.
    pub fn actor(&self, login: &str) -> Actor {
        let known = self.signed_in.borrow().get(login).cloned();
        known.unwrap_or_else(|| {
            let token = self.session(login);
            let address = Some("192.0.2.1");
            let actor = session::actor(self.db(), self.clock(), &token, address)
                .unwrap()
                .unwrap();
            self.signed_in
                .borrow_mut()
                .insert(login.into(), actor.clone());
            actor
        })
    }

    /// Starts the signer, if no one has needed it before.
    fn signer(&self) {
        self.signer
            .get_or_init(|| Signer::start(self.folder.path()));
    }

    /// Does what is due.
    pub fn jobs(&self) {
        self.signer();
        jobs::run_once(&self.state).unwrap();
    }

    /// A group with stakes.
    pub fn group(&self, name: &str, codes: &[&str]) -> GroupId {
        let new = NewGroup {
            name: name.into(),
            description: String::new(),
            stakes: codes.iter().map(|code| self.experiments[code]).collect(),
        };
        group::create(self.db(), self.clock(), &self.actor("admin"), &new).unwrap()
    }

    pub fn token(&self, group: Option<GroupId>, allow: bool) -> String {
        let new = NewToken {
            group,
            allow,
            hours: 1,
        };
        host::create_token(self.db(), self.clock(), &self.actor("admin"), &new)
            .unwrap()
            .token
    }

    /// An allowed host in a group that has checked in.
    pub async fn host(&self, name: &str, group: GroupId) -> TestHost {
        let mut host = TestHost::new(name);
        let enrolment = host.enrolment(&self.token(Some(group), true));
        let answered = self.post("/api/host/v1/enrol", "", &enrolment).await;
        assert_eq!(answered.status, 201, "{}", answered.text());
        host.orders(self).await;
        host
    }

    /// A request for a build by a person.
    pub fn submit(&self, login: &str, title: &str) -> Result<BuildRequestId, ServiceError> {
        let new = NewBuild {
            title: title.into(),
            why: "It has to be mended.".into(),
            bugs: vec!["bz#2345678".into()],
            cves: vec!["CVE-2026-46132".into()],
            kind: UpdateKind::Security,
            severity: Severity::Critical,
            urgency: Urgency::High,
            kernel: kernel().release,
            patch: "--- a/fs/open.c\n+++ b/fs/open.c\n@@ -1 +1 @@\n-a\n+b\n".into(),
        };
        build::submit(self.db(), self.clock(), &self.actor(login), &new)
    }

    /// Builds all open jobs.
    pub fn build_all(&self) {
        self.jobs();
        for job in self.builder.open_jobs() {
            self.builder.build(&job);
        }
        self.jobs();
        self.jobs();
    }

    /// An update, through all its steps: asked for by the admin, accepted by Rosa. Its core module is released before it.
    pub fn released(&self, title: &str) -> UpdateId {
        let id = self.submit("admin", title).unwrap();
        self.build_all();
        let rosa = self.actor("rosa");
        let rows = build::list(self.db(), self.clock(), &rosa, &Default::default()).unwrap();
        for row in rows
            .iter()
            .filter(|r| r.state == quiesce_types::BuildState::Built)
        {
            build::accept(self.db(), self.clock(), &rosa, row.id).unwrap();
        }
        self.jobs();
        build::show(self.db(), self.clock(), &rosa, id)
            .unwrap()
            .row
            .update
    }

    /// A draft that starts in an hour and lasts two.
    pub fn draft(&self, groups: &[GroupId], update: &UpdateId) -> WindowDraft {
        let hour = Duration::from_secs(3600);
        WindowDraft {
            title: "November fixes".into(),
            starts_at: self.clock.now() + hour,
            ends_at: self.clock.now() + hour * 3,
            time_zone: "UTC".into(),
            groups: groups.to_vec(),
            hosts: vec![],
            updates: vec![update.clone()],
            note: "Please look.".into(),
        }
    }

    pub fn propose(&self, login: &str, draft: &WindowDraft) -> WindowNumber {
        window::propose(self.db(), self.clock(), &self.actor(login), draft).unwrap()
    }

    pub fn window(&self, number: WindowNumber) -> WindowPage {
        window::show(self.db(), self.clock(), &self.actor("audit"), number).unwrap()
    }

    /// A word on the current revision.
    pub fn word(&self, number: WindowNumber, code: &str, comment: &str) -> Decide {
        Decide {
            experiment: self.experiments[code],
            revision_sha256: self.window(number).facts.sha256,
            comment: comment.into(),
        }
    }

    pub fn approve(
        &self,
        login: &str,
        code: &str,
        number: WindowNumber,
    ) -> Result<(), ServiceError> {
        let word = self.word(number, code, "");
        window::approve(self.db(), self.clock(), &self.actor(login), number, &word)
    }

    /// A request with a bearer token, none when it is empty.
    pub async fn post(&self, path: &str, token: &str, body: &impl Serialize) -> Answered {
        let mut request = test::TestRequest::post().uri(path).set_json(body);
        if !token.is_empty() {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        self.call(request).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answered {
        let mut request = test::TestRequest::get().uri(path);
        if !token.is_empty() {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        self.call(request).await
    }

    pub async fn call(&self, request: test::TestRequest) -> Answered {
        self.signer();
        let state = self.state.clone();
        let app = test::init_service(
            App::new()
                .wrap(from_fn(same_origin))
                .wrap(from_fn(security_headers))
                .configure(|c| server::configure(c, state)),
        )
        .await;
        let peer = "198.51.100.7:40000".parse().unwrap();
        let response = test::call_service(&app, request.peer_addr(peer).to_request()).await;
        let status: StatusCode = response.status();
        let headers = response.headers().clone();
        let body = test::read_body(response).await.to_vec();
        Answered {
            status: status.as_u16(),
            headers,
            body,
        }
    }
}
