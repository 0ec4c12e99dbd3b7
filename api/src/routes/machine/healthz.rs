//! `GET /healthz`

use actix_web::HttpResponse;

use crate::routes::{RouteError, State, blocking};
use crate::service::audit;

/// 200 while the database answers.
#[utoipa::path(
    get, path = "/healthz", tag = "machine",
    responses(
        (status = 200, description = "The database answers", content_type = "text/plain", body = String),
        (status = 503, description = "It does not"),
    )
)]
pub(crate) async fn healthz(state: State) -> Result<HttpResponse, RouteError> {
    blocking(move || audit::checkpoint(state.db())).await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ok\n"))
}
