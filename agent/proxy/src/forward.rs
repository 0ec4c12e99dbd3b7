//! Calls that are the server's own business: passed on and back, unread.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use quiesce_types::host_api::limits;
use reqwest::{Method, Response};

use crate::upstream::{Upstream, UpstreamError, body, send};

/// `POST /api/host/v1/<call>`.
pub async fn post(
    request: HttpRequest,
    call: web::Path<String>,
    said: web::Bytes,
    upstream: web::Data<Upstream>,
) -> Result<HttpResponse, UpstreamError> {
    // One path segment, which the router has decoded: what does not name a call names nothing.
    if !call.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        return Ok(HttpResponse::NotFound().finish());
    }
    let onward = upstream
        .request(Method::POST, &call, request.headers())
        .header("content-type", "application/json")
        .body(said.to_vec());
    pass_back(send(onward).await?).await
}

/// The server's status and JSON, as they are.
pub async fn pass_back(response: Response) -> Result<HttpResponse, UpstreamError> {
    let status =
        StatusCode::from_u16(response.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let bytes = body(response, limits::JSON).await?;
    Ok(HttpResponse::build(status)
        .content_type("application/json")
        .body(bytes))
}
