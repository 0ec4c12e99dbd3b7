//! Bodies with a limit: the announced length is checked first, the real one all the way.

use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::ClientError;
use crate::http::failed;

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// [`ClientError::TooLarge`] as soon as it is longer.
pub(crate) async fn read_limited(
    url: &str,
    mut response: Response,
    limit: u64,
) -> Result<Vec<u8>, ClientError> {
    let too_large = || ClientError::TooLarge {
        url: url.to_owned(),
        limit,
    };
    if response
        .content_length()
        .is_some_and(|announced| announced > limit)
    {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failed(url, &error))?
    {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads a JSON body of at most `limit` bytes.
///
/// # Errors
/// [`ClientError::Malformed`] when it is not the JSON of a `T`.
pub(crate) async fn read_json<T: DeserializeOwned>(
    url: &str,
    response: Response,
    limit: u64,
) -> Result<T, ClientError> {
    let body = read_limited(url, response, limit).await?;
    serde_json::from_slice(&body).map_err(|error| ClientError::Malformed {
        url: url.to_owned(),
        reason: error.to_string(),
    })
}
