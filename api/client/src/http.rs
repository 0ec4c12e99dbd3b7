//! The HTTP client under all calls: one TLS set-up, one way to read a failure.

use std::error::Error as _;
use std::time::Duration;

use quiesce_types::host_api::{Problem, limits};
use reqwest::{Client, RequestBuilder, Response, redirect};

use crate::body::read_limited;
use crate::{ClientError, ServerUrl};

/// To be connected.
const CONNECT: Duration = Duration::from_secs(10);
/// Between two reads of a body.
const STALL: Duration = Duration::from_secs(30);

/// Makes the client for a server. Redirects are not followed: the server is the one that was named.
///
/// # Errors
/// [`ClientError::Unreachable`] when TLS is needed and the system has no certificates.
pub fn connect(server: &ServerUrl) -> Result<Client, ClientError> {
    // Another part of the process may have installed a provider first; either one will do.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(STALL)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("quiesce/", env!("CARGO_PKG_VERSION")));
    // Plain HTTP inside a small image must not fail for want of a certificate store that it does not use.
    let builder = if server.is_plain() {
        builder.tls_certs_only([])
    } else {
        builder
    };
    builder
        .build()
        .map_err(|error| failed(&server.to_string(), &error))
}

/// Sends a request and hands back a successful answer with its body unread.
///
/// # Errors
/// [`ClientError::Refused`] for an answer of 4xx or 5xx with its [`Problem`]; else what the network did.
pub async fn send(url: &str, request: RequestBuilder) -> Result<Response, ClientError> {
    let response = request.send().await.map_err(|error| failed(url, &error))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = read_limited(url, response, limits::JSON as u64).await?;
    let problem = serde_json::from_slice(&body).unwrap_or_else(|_| Problem {
        code: "unexpected_answer".to_owned(),
        message: format!("{url} answered {status} without saying why; is this a Quiesce server?"),
    });
    Err(ClientError::Refused {
        status: status.as_u16(),
        problem,
    })
}

/// What a transport error means to us.
pub(crate) fn failed(url: &str, error: &reqwest::Error) -> ClientError {
    if error.is_timeout() {
        return ClientError::TimedOut {
            url: url.to_owned(),
        };
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        reason = inner.to_string();
        cause = inner.source();
    }
    ClientError::Unreachable {
        url: url.to_owned(),
        reason,
    }
}
