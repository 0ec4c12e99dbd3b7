//! `POST /sign-in`.

use actix_web::{HttpRequest, HttpResponse, web};
use quiesce_api::auth::cookie;
use quiesce_api::{AppState, service};
use quiesce_types::input::SignIn;

use crate::forms::{Failure, Filled, FormValues, Refused, see_other};
use crate::pages;
use crate::server::PageError;

/// Opens a session and goes to where the person wanted to.
pub async fn post(
    request: HttpRequest,
    state: web::Data<AppState>,
    values: FormValues,
) -> Result<HttpResponse, PageError> {
    match session(&request, &state, &values).await {
        Ok(new) => {
            let mut answer = see_other(local_path(values.text("next")));
            let now = state.clock().now();
            let cookie = cookie::session(state.config(), &new.token, new.expires_at, now);
            answer
                .add_cookie(&cookie)
                .map_err(|error| PageError::Broken(error.to_string()))?;
            Ok(answer)
        }
        Err(Failure::Page(error)) => Err(error),
        Err(Failure::Refused(refused)) => {
            pages::session::sign_in::render(Filled::refused("sign-in", values, refused)).await
        }
    }
}

async fn session(
    request: &HttpRequest,
    state: &web::Data<AppState>,
    values: &FormValues,
) -> Result<quiesce_types::view::NewSession, Failure> {
    let mut refused = Refused::default();
    refused.need("login", values.text("login"), "Enter your login.");
    refused.need("password", values.raw("password"), "Enter your password.");
    refused.done()?;
    let input = SignIn {
        login: values.text("login").to_owned(),
        password: values.raw("password").to_owned(),
    };
    let address = crate::server::address(request);
    let session = crate::server::in_background(state, move |state| {
        service::session::sign_in(state.db(), state.clock(), &input, address.as_deref())
    });
    Ok(session.await?)
}

/// Only a path of this site is gone to: `//elsewhere` and `/\elsewhere` are addresses of other sites.
fn local_path(next: &str) -> &str {
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if local { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "windows",
        ] {
            assert_eq!(local_path(next), "/", "{next}");
        }
        assert_eq!(local_path("/windows/3?tab=hosts"), "/windows/3?tab=hosts");
    }
}
