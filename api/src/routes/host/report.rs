//! `POST /api/host/v1/reports`

use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_types::host_api::{Problem, Report};

use super::authenticated;
use crate::routes::{RouteError, State, blocking};
use crate::service::agent;

/// A host says how one update went.
#[utoipa::path(
    post, path = "/api/host/v1/reports", tag = "host", request_body = Report,
    security(("host_token" = [])),
    responses(
        (status = 204, description = "Taken"),
        (status = 401, description = "The token was refused", body = Problem),
        (status = 404, description = "The window holds nothing for this host", body = Problem),
        (status = 409, description = "The counter was seen before, or the state does not fit", body = Problem),
    )
)]
pub(crate) async fn report(
    state: State,
    request: HttpRequest,
    said: web::Json<Report>,
) -> Result<HttpResponse, RouteError> {
    let host = authenticated(&state, &request).await?;
    blocking(move || agent::report(state.db(), state.clock(), &host, &said)).await?;
    Ok(HttpResponse::NoContent().finish())
}
