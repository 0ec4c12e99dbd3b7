//! How a host talks to the server: the client half of [`quiesce_types::host_api`].
//!
//! Every call has a time limit and every body a byte limit, whatever the server announces. Nothing that comes
//! back is believed for being here: bundles are compared with the hash that was asked for, and what is signed is
//! judged later by `quiesce-trust` and by the loader.
//!
//! TLS is rustls with ring and the system's certificate store (`SSL_CERT_FILE` adds a site's own authority).
//! Plain HTTP is accepted only where the address cannot leave the site ([`ServerUrl`]).

mod body;
mod bundle;
mod calls;
mod error;
mod http;
mod identity;
#[cfg(test)]
mod mock;
mod server_url;

pub use bundle::Fetched;
pub use calls::HostClient;
pub use error::ClientError;
pub use http::{connect, send};
pub use identity::{Clock, HostIdentity};
pub use server_url::{MalformedServerUrl, ServerUrl};
