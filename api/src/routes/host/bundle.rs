//! `GET /api/host/v1/bundles/{digest}`

use actix_web::http::header::{ETag, EntityTag, Header as _, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_trust::Digest;
use quiesce_types::host_api::Problem;

use super::authenticated;
use crate::error::ServiceError;
use crate::routes::{RouteError, State, blocking};
use crate::service::agent;

/// The bytes of a released bundle. Its entity tag is its hash, so that a site's cache, which asks for each host
/// anew, gets a 304 where it has the bytes and the host may have them (RFC 9110, section 13.1.2).
#[utoipa::path(
    get, path = "/api/host/v1/bundles/{digest}", tag = "host",
    params(("digest" = String, Path, description = "SHA-256 of the bundle, 64 hex digits")),
    security(("host_token" = [])),
    responses(
        (status = 200, description = "The bundle", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The host may have it, and the asker has it"),
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
    let tag = EntityTag::new_strong(digest.to_hex());
    if asker_has(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header(ETag(tag))
            .finish());
    }
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(ETag(tag))
        .body(bytes))
}

fn asker_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Ok(IfNoneMatch::Any) => true,
        Err(_) => false,
    }
}
