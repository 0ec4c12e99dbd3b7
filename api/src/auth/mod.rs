//! How anyone proves who they are: people by password and session cookie, hosts by a token signed with their own key.

pub mod browser;
pub mod cookie;
pub mod host_token;
pub(crate) mod password;
pub(crate) mod rate_limit;
pub(crate) mod secret;

pub use browser::{content_security_policy, same_origin, security_headers};
