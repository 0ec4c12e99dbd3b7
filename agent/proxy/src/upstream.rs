//! The server behind the proxy.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{HttpResponse, ResponseError};
use quiesce_client::{ClientError, ServerUrl};
use quiesce_types::host_api::Problem;
use reqwest::{Client, Method, RequestBuilder, Response};

/// For one whole answer.
const PATIENCE: Duration = Duration::from_secs(300);

/// The server's address and a client for it.
pub struct Upstream {
    url: ServerUrl,
    http: Client,
}

/// Why the proxy has no answer of the server's to pass on.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It does not answer, or not to the end.
    #[error("the server behind this proxy does not answer; nothing is handed out until it does")]
    Away,
    /// It answers at greater length than the protocol allows.
    #[error("the server's answer is longer than {0} bytes; the proxy does not pass it on")]
    TooLong(usize),
    /// It sent something else than was asked for.
    #[error("the server sent something else than the bundle that was asked for; tell its admin")]
    WrongBytes,
    /// The cache's own folder.
    #[error("the proxy cannot keep bundles; see its log")]
    Cache(#[from] std::io::Error),
}

impl Upstream {
    /// Ready to call; nothing is called yet.
    pub fn new(url: ServerUrl) -> Result<Self, ClientError> {
        let http = quiesce_client::connect(&url)?;
        Ok(Self { url, http })
    }

    /// A request to a path of the host protocol, with the host's own token.
    pub fn request(&self, method: Method, path: &str, from: &HeaderMap) -> RequestBuilder {
        let request = self
            .http
            .request(method, self.url.at(&format!("api/host/v1/{path}")));
        let request = request.timeout(PATIENCE);
        match from
            .get(AUTHORIZATION)
            .and_then(|token| token.to_str().ok())
        {
            Some(token) => request.header("authorization", token),
            None => request,
        }
    }
}

/// Sends it; any answer of the server's is a success here.
pub async fn send(request: RequestBuilder) -> Result<Response, UpstreamError> {
    request.send().await.map_err(|error| {
        tracing::warn!(%error, "upstream");
        UpstreamError::Away
    })
}

/// Reads a body of at most `limit` bytes.
pub async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, UpstreamError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| UpstreamError::Away)? {
        if bytes.len() + chunk.len() > limit {
            return Err(UpstreamError::TooLong(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

impl ResponseError for UpstreamError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Away | Self::TooLong(_) | Self::WrongBytes => StatusCode::BAD_GATEWAY,
            Self::Cache(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let code = match self {
            Self::Away => "upstream_away",
            Self::TooLong(_) => "upstream_too_long",
            Self::WrongBytes => "upstream_wrong_bytes",
            Self::Cache(error) => {
                tracing::error!(%error, "cache");
                "proxy_cache"
            }
        };
        let problem = Problem {
            code: code.to_owned(),
            message: self.to_string(),
        };
        HttpResponse::build(self.status_code()).json(problem)
    }
}
