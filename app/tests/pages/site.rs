//! A site of one's own: an empty SQLite database in a temporary folder, and people who sign in to it.

use std::path::Path;
use std::time::Duration;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, LOCATION, SET_COOKIE};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, test};
use quiesce_api::auth::{same_origin, security_headers};
use quiesce_api::{Actor, AppState, Config, service};
use quiesce_types::Role;
use quiesce_types::input::NewPerson;

pub const ORIGIN: &str = "http://127.0.0.1:8080";
const PASSWORD: &str = "correct horse battery";

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub body: String,
}

pub struct Site {
    pub state: AppState,
    _folder: tempfile::TempDir,
}

impl Site {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = AppState::open(config(folder.path())).unwrap();
        Self {
            state,
            _folder: folder,
        }
    }

    pub fn person(&self, login: &str, roles: &[Role]) {
        let new = NewPerson {
            login: login.to_owned(),
            name: format!("{login} the tester"),
            password: PASSWORD.to_owned(),
            roles: roles.to_vec(),
            coordinates: Vec::new(),
        };
        let (db, clock) = (self.state.db(), self.state.clock());
        service::person::create(db, clock, &Actor::operator(), &new).unwrap();
    }
}

/// The server, as `quiesced` puts it together.
pub async fn serve(
    state: AppState,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    let app = App::new()
        .wrap(from_fn(same_origin))
        .wrap(from_fn(security_headers))
        .configure(move |app| quiesce_api::server::configure(app, state))
        .configure(quiesce_app::server::configure);
    test::init_service(app).await
}

fn config(folder: &Path) -> Config {
    Config {
        database_url: format!("sqlite:{}", folder.join("quiesce.db").display()),
        data_dir: folder.join("data"),
        signer_socket: folder.join("signer.sock"),
        public_url: ORIGIN.to_owned(),
        poll_seconds: 60,
        job_interval: Duration::from_secs(1),
    }
}

/// Sends a request with a session's cookie and reads the whole answer.
pub async fn send<S, B>(app: &S, request: test::TestRequest, session: &str) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let request = request.insert_header((COOKIE, session)).to_request();
    let response = test::call_service(app, request).await;
    let status = response.status();
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let location = header(LOCATION).map(str::to_owned);
    let body = test::read_body(response).await;
    Answer {
        status,
        location,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// A form as a browser posts it.
pub fn form(path: &str, fields: &[(&str, &str)]) -> test::TestRequest {
    test::TestRequest::post()
        .uri(path)
        .insert_header(("Origin", ORIGIN))
        .set_form(fields)
}

/// Signs in and gives the cookie.
pub async fn sign_in<S, B>(app: &S, login: &str) -> String
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let fields = [("login", login), ("password", PASSWORD), ("next", "/")];
    let response = test::call_service(app, form("/sign-in", &fields).to_request()).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response
        .headers()
        .get(SET_COOKIE)
        .unwrap()
        .to_str()
        .unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// The page's text as it is read, without tags, a space between words.
pub fn text(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    let main = main.split("</main>").next().unwrap_or(main);
    let mut text = String::new();
    for piece in main.split('<').skip(1) {
        let (_, said) = after_tag(piece);
        text.push(' ');
        text.push_str(said);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn after_tag(piece: &str) -> (&str, &str) {
    piece.split_once('>').unwrap_or((piece, ""))
}
