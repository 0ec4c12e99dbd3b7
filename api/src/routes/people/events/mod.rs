//! Server-sent events (HTML Living Standard, section 9.2). Each process looks into the database, so that it does not matter which
//! process changed something; what has not changed costs one small query.

pub(crate) mod build;
pub(crate) mod window;

use std::future::Future;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures::stream;
use serde::Serialize;

use crate::actor::Actor;
use crate::auth::cookie;
use crate::error::ServiceError;
use crate::routes::{RouteError, State, address, blocking};
use crate::service::session;

/// How often a stream looks.
const LOOK: Duration = Duration::from_millis(500);
/// Looks between two signs of life, so that proxies keep the connection.
const QUIET_LOOKS: u32 = 30;

/// An event that is due: its version and its JSON.
pub(super) struct Due {
    version: u64,
    json: String,
}

impl Due {
    /// Of a progress.
    pub(super) fn of(version: u64, data: &impl Serialize) -> Result<Self, ServiceError> {
        let json = serde_json::to_string(data)
            .map_err(|e| ServiceError::Machine(format!("an event could not be written: {e}")))?;
        Ok(Self { version, json })
    }
}

/// The session's token, if it is good, and the version that the browser saw last.
pub(super) async fn watcher(
    state: &State,
    request: &HttpRequest,
) -> Result<(Watcher, Option<u64>), RouteError> {
    let token = cookie::token(request, state.config()).ok_or(ServiceError::SignedOut)?;
    let watcher = Watcher {
        state: state.clone(),
        token,
        address: address(request),
    };
    watcher.actor().await?;
    let seen = request
        .headers()
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    Ok((watcher, seen))
}

/// Who watches. Asked anew at each look: a stream ends with its session.
#[derive(Clone)]
pub(super) struct Watcher {
    state: State,
    token: String,
    address: Option<String>,
}

impl Watcher {
    async fn actor(&self) -> Result<Actor, ServiceError> {
        let me = self.clone();
        blocking(move || {
            let (db, clock) = (me.state.db(), me.state.clock());
            session::actor(db, clock, &me.token, me.address.as_deref())?
                .ok_or(ServiceError::SignedOut)
        })
        .await
    }
}

/// A stream that calls `look` with the last version sent until the session ends or the browser leaves.
pub(super) fn stream<L, F>(watcher: Watcher, seen: Option<u64>, look: L) -> HttpResponse
where
    L: Fn(State, Actor, Option<u64>) -> F + Clone + 'static,
    F: Future<Output = Result<Option<Due>, ServiceError>>,
{
    let start = (watcher, seen, look, true);
    let events = stream::unfold(start, |(watcher, seen, look, first)| async move {
        let mut pause = if first { Duration::ZERO } else { LOOK };
        for _ in 0..QUIET_LOOKS {
            tokio::time::sleep(pause).await;
            pause = LOOK;
            let actor = watcher.actor().await.ok()?;
            let due = match look(watcher.state.clone(), actor, seen).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(%error, "an event stream ended");
                    return None;
                }
            };
            if let Some(Due { version, json }) = due {
                let text = format!("id: {version}\nevent: progress\ndata: {json}\n\n");
                return Some((bytes(text), (watcher, Some(version), look, false)));
            }
        }
        Some((
            bytes(": still here\n\n".to_owned()),
            (watcher, seen, look, false),
        ))
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}

fn bytes(text: String) -> Result<Bytes, actix_web::Error> {
    Ok(Bytes::from(text))
}
