//! What a form sent, url-encoded or multipart, with a limit on its size.

use std::future::Future;
use std::pin::Pin;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures::StreamExt;

use crate::server::PageError;

/// Bytes of one form, an uploaded patch among them.
pub const MAX_FORM: usize = 4 << 20;

/// Names and values in the order in which they came. A name may come more than once (check boxes).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormValues(Vec<(String, String)>);

impl FormValues {
    /// The first value of a name, without space around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a name exactly as it came.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, value)| value)
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Whether a name came with this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(n, v)| n == name && v == value)
    }

    /// Sets a name to one value, for what a page fills in beforehand.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// Adds one more value of a name.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn of_urlencoded(bytes: &[u8]) -> Result<Self, PageError> {
        serde_urlencoded::from_bytes(bytes)
            .map(Self)
            .map_err(|_| PageError::UnreadableForm)
    }

    async fn of_multipart(mut parts: Multipart) -> Result<Self, PageError> {
        let mut values = Vec::new();
        let mut size = 0;
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(|_| PageError::UnreadableForm)?;
            let name = part.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(|_| PageError::UnreadableForm)?;
                size += chunk.len();
                if size > MAX_FORM {
                    return Err(PageError::FormTooLarge);
                }
                bytes.extend_from_slice(&chunk);
            }
            let text = String::from_utf8(bytes).map_err(|_| PageError::UnreadableForm)?;
            values.push((name, text));
        }
        Ok(Self(values))
    }
}

impl FromRequest for FormValues {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        let multipart = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let body = web::Payload::from_request(&request, &mut payload)
                .await
                .map_err(|_| PageError::UnreadableForm)?;
            if multipart {
                return Self::of_multipart(Multipart::new(request.headers(), body)).await;
            }
            let bytes = body
                .to_bytes_limited(MAX_FORM)
                .await
                .map_err(|_| PageError::FormTooLarge)?
                .map_err(|_| PageError::UnreadableForm)?;
            Self::of_urlencoded(&bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_keep_all_their_values() {
        let values = FormValues::of_urlencoded(b"group=3&group=5&title=+a%26b+").unwrap();
        assert_eq!(values.all("group"), ["3", "5"]);
        assert_eq!(values.text("title"), "a&b");
        assert_eq!(values.raw("title"), " a&b ");
        assert_eq!(values.text("absent"), "");
    }
}
