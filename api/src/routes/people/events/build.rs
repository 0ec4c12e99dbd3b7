//! `GET /events/build/{number}`

use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_types::BuildRequestId;

use super::{Due, stream, watcher};
use crate::error::ServiceError;
use crate::routes::{RouteError, State, blocking};
use crate::service::build::{lines_at, progress};

/// Events `progress` with a [`BuildProgress`](quiesce_types::view::BuildProgress) each time the build changes: the log lines that
/// came since the event before.
#[utoipa::path(
    get, path = "/events/build/{number}", tag = "people",
    params(("number" = i64, Path, description = "The build request's number")),
    responses((status = 200, description = "A stream of events", content_type = "text/event-stream", body = String))
)]
pub(crate) async fn build(
    state: State,
    request: HttpRequest,
    number: web::Path<String>,
) -> Result<HttpResponse, RouteError> {
    let number: BuildRequestId = number.parse().map_err(|_| ServiceError::NotFound {
        what: "build request",
    })?;
    let (watcher, seen) = watcher(&state, &request).await?;
    Ok(stream(
        watcher,
        seen,
        move |state, actor, seen| async move {
            let first = seen.map_or(0, lines_at);
            let found =
                blocking(move || progress(state.db(), state.clock(), &actor, number, first))
                    .await?;
            if seen == Some(found.version) {
                Ok(None)
            } else {
                Due::of(found.version, &found).map(Some)
            }
        },
    ))
}
