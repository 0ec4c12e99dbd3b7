//! The session cookie.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use quiesce_types::UnixMillis;

use crate::config::Config;

/// The cookie's name: with the `__Host-` prefix over TLS (RFC 6265bis, section 4.1.3.2). Over plain HTTP on
/// loopback browsers refuse that prefix, and the name goes without.
pub fn name(config: &Config) -> &'static str {
    if config.is_tls() {
        "__Host-quiesce"
    } else {
        "quiesce"
    }
}

/// The cookie that carries a new session's token.
pub fn session(
    config: &Config,
    token: &str,
    expires_at: UnixMillis,
    now: UnixMillis,
) -> Cookie<'static> {
    let seconds = i64::try_from(expires_at.since(now).as_secs()).unwrap_or(i64::MAX);
    base(config, token.to_owned(), Duration::seconds(seconds))
}

/// The cookie that takes a session away.
pub fn ended(config: &Config) -> Cookie<'static> {
    base(config, String::new(), Duration::ZERO)
}

/// The token in a request, if it has one.
pub fn token(request: &HttpRequest, config: &Config) -> Option<String> {
    request
        .cookie(name(config))
        .map(|c| c.value().to_owned())
        .filter(|t| !t.is_empty())
}

fn base(config: &Config, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(config), value)
        .path("/")
        .http_only(true)
        .secure(config.is_tls())
        .same_site(SameSite::Lax)
        .max_age(max_age)
        .finish()
}
