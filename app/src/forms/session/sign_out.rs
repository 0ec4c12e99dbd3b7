//! `POST /sign-out`.

use actix_web::{HttpRequest, HttpResponse, web};
use quiesce_api::auth::cookie;
use quiesce_api::{AppState, service};

use crate::forms::see_other;
use crate::server::{PageError, in_background};

/// Ends the session on the server and in the browser.
pub async fn post(
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, PageError> {
    if let Some(token) = cookie::token(&request, state.config()) {
        in_background(&state, move |state| {
            service::session::sign_out(state.db(), state.clock(), &token)
        })
        .await?;
    }
    let mut answer = see_other("/sign-in");
    answer
        .add_cookie(&cookie::ended(state.config()))
        .map_err(|error| PageError::Broken(error.to_string()))?;
    Ok(answer)
}
