//! `POST /api/host/v1/enrol`

use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_types::host_api::{Enrol, Enrolled, Problem};

use crate::routes::{RouteError, State, address, blocking};
use crate::service::agent;

/// A host makes itself known with a single-use token.
#[utoipa::path(
    post, path = "/api/host/v1/enrol", tag = "host", request_body = Enrol,
    responses(
        (status = 201, description = "The host is known now", body = Enrolled),
        (status = 403, description = "The token or the proof was refused", body = Problem),
        (status = 429, description = "Too many wrong tokens", body = Problem),
        (status = 502, description = "The signer does not answer", body = Problem),
    )
)]
pub(crate) async fn enrol(
    state: State,
    request: HttpRequest,
    said: web::Json<Enrol>,
) -> Result<HttpResponse, RouteError> {
    let address = address(&request);
    let enrolled = blocking(move || {
        let root = state.signer().root()?;
        let poll = state.config().poll_seconds;
        agent::enrol(
            state.db(),
            state.clock(),
            root,
            poll,
            &said,
            address.as_deref(),
        )
    })
    .await?;
    Ok(HttpResponse::Created().json(enrolled))
}
