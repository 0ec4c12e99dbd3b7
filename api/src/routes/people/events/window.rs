//! `GET /events/window/{number}`

use actix_web::{HttpRequest, HttpResponse, web};

use quiesce_types::WindowNumber;

use super::{Due, stream, watcher};
use crate::error::ServiceError;
use crate::routes::{RouteError, State, blocking};
use crate::service::window::progress;

/// Events `progress` with a [`WindowProgress`](quiesce_types::view::WindowProgress) each time the window changes.
#[utoipa::path(
    get, path = "/events/window/{number}", tag = "people",
    params(("number" = i64, Path, description = "The window's number")),
    responses((status = 200, description = "A stream of events", content_type = "text/event-stream", body = String))
)]
pub(crate) async fn window(
    state: State,
    request: HttpRequest,
    number: web::Path<String>,
) -> Result<HttpResponse, RouteError> {
    let number: WindowNumber = number
        .parse()
        .map_err(|_| ServiceError::NotFound { what: "window" })?;
    let (watcher, seen) = watcher(&state, &request).await?;
    Ok(stream(
        watcher,
        seen,
        move |state, actor, seen| async move {
            let found =
                blocking(move || progress(state.db(), state.clock(), &actor, number, seen)).await?;
            found.map(|p| Due::of(p.version, &p)).transpose()
        },
    ))
}
