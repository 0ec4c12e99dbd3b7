//! A server of one test's own, on a free port of the loopback.

use std::sync::Arc;

use actix_web::{App, HttpServer, web};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use quiesce_trust::HostId;
use zeroize::Zeroizing;

use crate::{HostClient, HostIdentity, ServerUrl};

/// Serves until the test's runtime ends.
pub(crate) fn serve<F>(configure: F) -> ServerUrl
where
    F: Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
{
    let server = HttpServer::new(move || App::new().configure(configure.clone()))
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
    let url = format!("http://{}", server.addrs()[0]).parse().unwrap();
    actix_web::rt::spawn(server.run());
    url
}

/// An identity whose key is `seed` repeated.
pub(crate) fn identity(seed: u8) -> HostIdentity {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let der = key.to_pkcs8_der().unwrap();
    let host = HostId::of_public_key(&key.verifying_key().to_bytes());
    HostIdentity::new(host, Zeroizing::new(der.as_bytes().to_vec()))
}

/// An enrolled host's client with a clock that stands still.
pub(crate) fn client(server: ServerUrl) -> HostClient {
    HostClient::new(server, identity(1), Arc::new(|| 1_800_000_000)).unwrap()
}
