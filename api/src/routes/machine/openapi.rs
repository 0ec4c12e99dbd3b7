//! `GET /api/openapi.json`

use actix_web::web;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};
use utoipa::{Modify, OpenApi as _};

use crate::routes::{host, log, people};

/// The document (OpenAPI 3.1), made from the handlers and types themselves.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Quiesce", description = "Rebootless kernel updates: the protocol of hosts, the log, and live events."),
    paths(
        host::enrol::enrol,
        host::check_in::check_in,
        host::report::report,
        host::bundle::bundle,
        log::checkpoint::checkpoint,
        people::events::window::window,
        people::events::build::build,
        super::healthz::healthz,
    ),
    modifiers(&HostToken)
)]
struct Document;

/// How hosts prove who they are.
struct HostToken;

impl Modify for HostToken {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "EdDSA by the host's own key, at most five minutes, each `jti` once",
            ))
            .build();
        document
            .components
            .get_or_insert_with(Components::new)
            .add_security_scheme("host_token", SecurityScheme::Http(scheme));
    }
}

/// The document.
pub(crate) async fn openapi() -> web::Json<OpenApi> {
    web::Json(Document::openapi())
}
