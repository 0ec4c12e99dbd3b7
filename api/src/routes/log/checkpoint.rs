//! `GET /log/checkpoint`

use actix_web::HttpResponse;

use quiesce_types::host_api::Problem;

use crate::error::ServiceError;
use crate::routes::{RouteError, State, blocking};
use crate::service::audit;

/// The newest signed checkpoint, a note in C2SP tlog-checkpoint form.
#[utoipa::path(
    get, path = "/log/checkpoint", tag = "log",
    responses(
        (status = 200, description = "The signed note", content_type = "text/plain", body = String),
        (status = 404, description = "Nothing has been logged yet", body = Problem),
    )
)]
pub(crate) async fn checkpoint(state: State) -> Result<HttpResponse, RouteError> {
    let found = blocking(move || audit::checkpoint(state.db())).await?;
    let log = found.ok_or(ServiceError::NotFound { what: "checkpoint" })?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("cache-control", "no-cache"))
        .body(log.note))
}
