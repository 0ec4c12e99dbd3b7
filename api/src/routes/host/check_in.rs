//! `POST /api/host/v1/check-in`

use actix_web::{HttpRequest, web};

use quiesce_types::host_api::{CheckIn, Orders, Problem};

use super::authenticated;
use crate::routes::{RouteError, State, blocking};
use crate::service::agent;

/// A host says what it is and gets its orders.
#[utoipa::path(
    post, path = "/api/host/v1/check-in", tag = "host", request_body = CheckIn,
    security(("host_token" = [])),
    responses(
        (status = 200, description = "What the host may do now", body = Orders),
        (status = 401, description = "The token was refused", body = Problem),
        (status = 403, description = "The host is denied", body = Problem),
        (status = 409, description = "The counter was seen before", body = Problem),
    )
)]
pub(crate) async fn check_in(
    state: State,
    request: HttpRequest,
    said: web::Json<CheckIn>,
) -> Result<web::Json<Orders>, RouteError> {
    let host = authenticated(&state, &request).await?;
    let orders = blocking(move || {
        let (db, clock, poll) = (state.db(), state.clock(), state.config().poll_seconds);
        agent::check_in(db, clock, &host, poll, &said)?;
        agent::orders(db, clock, state.signer(), &host, poll)
    })
    .await?;
    Ok(web::Json(orders))
}
