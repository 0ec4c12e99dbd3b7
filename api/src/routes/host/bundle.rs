//! `GET /api/host/v1/bundles/{digest}`

use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_trust::Digest;
use quiesce_types::host_api::Problem;

use super::authenticated;
use crate::error::ServiceError;
use crate::routes::{RouteError, State, blocking};
use crate::service::agent;

/// The bytes of a released bundle.
#[utoipa::path(
    get, path = "/api/host/v1/bundles/{digest}", tag = "host",
    params(("digest" = String, Path, description = "SHA-256 of the bundle, 64 hex digits")),
    security(("host_token" = [])),
    responses(
        (status = 200, description = "The bundle", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, description = "The token was refused", body = Problem),
        (status = 403, description = "No admin allowed the host", body = Problem),
        (status = 404, description = "There is no such bundle", body = Problem),
    )
)]
pub(crate) async fn bundle(
    state: State,
    request: HttpRequest,
    digest: web::Path<String>,
) -> Result<HttpResponse, RouteError> {
    let host = authenticated(&state, &request).await?;
    let digest: Digest = digest
        .parse()
        .map_err(|_| ServiceError::NotFound { what: "bundle" })?;
    let bytes = blocking(move || agent::bundle(state.db(), state.store(), &host, digest)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .body(bytes))
}
