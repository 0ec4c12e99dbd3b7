//! What keeps one site's pages out of another's session: the same-origin check on every request that changes something,
//! and the headers that tell the browser what a page may do.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use quiesce_types::host_api::Problem;

use crate::server::AppState;

/// Middleware: refuses requests that change something unless the browser says that they come from our own pages.
/// Hosts' routes are not concerned: no cookie authenticates there.
pub async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let ours = request
        .app_data::<web::Data<AppState>>()
        .map(|state| state.config().public_url.clone())
        .unwrap_or_default();
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads || request.path().starts_with("/api/host/") || comes_from(request.headers(), &ours) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let problem = Problem {
        code: "cross_origin".to_owned(),
        message: format!(
            "This request did not come from a page of {ours}. Open the page there and try again."
        ),
    };
    let answer = HttpResponse::build(StatusCode::FORBIDDEN).json(problem);
    Ok(request.into_response(answer))
}

/// Whether the browser vouches for it: `Sec-Fetch-Site` (W3C Fetch Metadata) where there is one, else `Origin` (RFC 6454).
fn comes_from(headers: &HeaderMap, ours: &str) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => !ours.is_empty() && text(&header::ORIGIN) == Some(ours),
    }
}

/// Middleware: sets the headers that every answer carries. A page that needs a nonce sets its own policy first.
pub async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let tls = request
        .app_data::<web::Data<AppState>>()
        .is_some_and(|state| state.config().is_tls());
    let mut response = next.call(request).await?.map_into_boxed_body();
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000"),
        );
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(None))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// The `Content-Security-Policy` (CSP level 3) of a page: nothing from elsewhere, no inline scripts but those with
/// the nonce of this answer, WebAssembly allowed.
pub fn content_security_policy(nonce: Option<&str>) -> String {
    let inline = nonce.map(|n| format!(" 'nonce-{n}'")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{inline}; style-src 'self'{inline}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        let ours = "https://quiesce.example";
        for (sent, may) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://quiesce.example"),
                ],
                false,
            ),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("origin", "https://quiesce.example")], true),
            (vec![("origin", "https://quiesce.example.evil")], false),
            (vec![("origin", "null")], false),
            (vec![], false),
        ] {
            assert_eq!(comes_from(&headers(&sent), ours), may, "{sent:?}");
        }
    }
}
