//! What is reached over HTTP besides the pages: hosts' protocol, the log, live events, health and the OpenAPI document.
//! A handler parses, authenticates, makes one service call and answers.

pub mod host;
pub mod log;
pub mod machine;
pub mod people;
mod problem;

pub use problem::RouteError;

use actix_web::{HttpRequest, web};

use crate::error::ServiceError;
use crate::server::AppState;

/// Runs something that blocks (the database, hashing, the signer) away from the async executor.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    web::block(work)
        .await
        .map_err(|e| ServiceError::Machine(format!("a worker thread ended: {e}")))?
}

/// The peer's network address.
fn address(request: &HttpRequest) -> Option<String> {
    request.peer_addr().map(|peer| peer.ip().to_string())
}

/// The state's data handle.
type State = web::Data<AppState>;
