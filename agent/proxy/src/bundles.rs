//! Bundles: from the cache when the server says that this host may have them, else from the server and into the cache.
//!
//! A host's token is good for one request, so the server is asked exactly once for each host: `If-None-Match` with the
//! bundle's hash makes its answer a small 304 where the cache can serve, and the bundle itself where it can't.

use actix_web::http::header::{HeaderMap, RANGE};
use actix_web::{HttpRequest, HttpResponse, web};
use quiesce_trust::Digest;
use quiesce_trust::manifest::limits;
use reqwest::{Method, StatusCode};

use crate::cache::Cache;
use crate::forward::pass_back;
use crate::upstream::{Upstream, UpstreamError, body, send};

/// `GET /api/host/v1/bundles/<digest>`.
pub async fn get(
    request: HttpRequest,
    digest: web::Path<String>,
    upstream: web::Data<Upstream>,
    cache: web::Data<Cache>,
) -> Result<HttpResponse, UpstreamError> {
    let Ok(digest) = digest.parse::<Digest>() else {
        return Ok(HttpResponse::NotFound().finish());
    };
    // One fetch at a time for one bundle: who comes meanwhile finds it in the cache.
    let turn = cache.turn(digest).await;
    let kept = cache.read(digest)?;
    let ask = upstream.request(Method::GET, &format!("bundles/{digest}"), request.headers());
    let answer = match kept {
        None => send(ask).await?,
        Some(bytes) => {
            drop(turn);
            let answer = send(ask.header("if-none-match", format!("\"{digest}\""))).await?;
            if answer.status() == StatusCode::NOT_MODIFIED {
                return Ok(serve(bytes, request.headers()));
            }
            answer
        }
    };
    if answer.status() != StatusCode::OK {
        return pass_back(answer).await;
    }
    let bytes = body(answer, limits::BUNDLE).await?;
    if Digest::of(&bytes) != digest {
        return Err(UpstreamError::WrongBytes);
    }
    cache.keep(digest, &bytes)?;
    Ok(serve(bytes, request.headers()))
}

/// The whole, or what a host that was cut off still lacks (`Range: bytes=N-`, RFC 9110 section 14). Other ranges may
/// be answered with the whole.
fn serve(bytes: Vec<u8>, asked: &HeaderMap) -> HttpResponse {
    let length = bytes.len();
    let from = asked.get(RANGE).and_then(|range| range.to_str().ok());
    let from = from.and_then(|range| {
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    match from
        .and_then(|from: usize| Some((from, bytes.get(from..).filter(|rest| !rest.is_empty())?)))
    {
        Some((from, rest)) => HttpResponse::PartialContent()
            .content_type("application/octet-stream")
            .insert_header((
                "content-range",
                format!("bytes {from}-{}/{length}", length - 1),
            ))
            .body(rest.to_vec()),
        None => HttpResponse::Ok()
            .content_type("application/octet-stream")
            .body(bytes),
    }
}
