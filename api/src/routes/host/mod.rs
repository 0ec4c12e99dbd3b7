//! `/api/host/v1`: the protocol of [`quiesce_types::host_api`].

pub(crate) mod bundle;
pub(crate) mod check_in;
pub(crate) mod enrol;
pub(crate) mod report;

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{self, JsonConfig, ServiceConfig};
use actix_web::{HttpRequest, error};

use quiesce_types::host_api::limits::JSON;

use super::{RouteError, State, address, blocking};
use crate::auth::host_token;
use crate::error::ServiceError;
use crate::service::agent::{self, AuthenticatedHost};

/// Mounts them.
pub fn configure(config: &mut ServiceConfig) {
    let json = JsonConfig::default()
        .limit(JSON)
        .error_handler(|error, _| unreadable(&error));
    config.service(
        web::scope("/api/host/v1")
            .app_data(json)
            .route("/enrol", web::post().to(enrol::enrol))
            .route("/check-in", web::post().to(check_in::check_in))
            .route("/reports", web::post().to(report::report))
            .route("/bundles/{digest}", web::get().to(bundle::bundle)),
    );
}

fn unreadable(error: &error::JsonPayloadError) -> actix_web::Error {
    let message =
        format!("The body cannot be read: {error}. Is the agent of the server's version?");
    RouteError::from(ServiceError::field("body", message)).into()
}

/// The host behind the bearer token (RFC 6750, section 2.1).
async fn authenticated(
    state: &State,
    request: &HttpRequest,
) -> Result<AuthenticatedHost, ServiceError> {
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| host_token::refused("there is none"))?
        .to_owned();
    let state = state.clone();
    let address = address(request);
    blocking(move || agent::authenticate(state.db(), state.clock(), &token, address.as_deref()))
        .await
}
