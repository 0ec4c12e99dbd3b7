//! Runs the server until it is told to stop: pages, API and files in one process, the jobs beside them.

use std::net::SocketAddr;
use std::path::PathBuf;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use quiesce_api::auth::{same_origin, security_headers};
use quiesce_api::{AppState, Config, ServiceError, jobs};

use super::{StaticFiles, StaticFilesError};

/// What it takes to serve.
#[derive(Debug, Clone)]
pub struct Serve {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder with `assets/` and `pkg/`.
    pub site: PathBuf,
    /// The API's settings.
    pub config: Config,
}

/// Why it does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The site's files are not there.
    #[error(transparent)]
    Site(#[from] StaticFilesError),
    /// The database or the data folder cannot be opened.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The address cannot be listened on, or the network failed.
    #[error("cannot serve on {listen}: {source}. Choose another address with --listen")]
    Network {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Serves until SIGTERM or SIGINT. Requests under way get two seconds to finish; live streams, which have no
/// end of their own, are cut then.
pub async fn run(serve: Serve) -> Result<(), ServeError> {
    let listen = serve.listen;
    StaticFiles::read(&serve.site)?.publish();
    let state = AppState::open(serve.config)?;
    let jobs = jobs::spawn(state.clone());
    let pages = state.clone();
    let network = |source| ServeError::Network { listen, source };
    let server = HttpServer::new(move || {
        let state = pages.clone();
        App::new()
            .wrap(from_fn(same_origin))
            .wrap(from_fn(security_headers))
            .configure(move |app| quiesce_api::server::configure(app, state))
            // Pages are compressed; event streams must not be, because a compressor holds back what it has not filled.
            .service(
                web::scope("")
                    .wrap(Compress::default())
                    .configure(super::configure),
            )
    })
    .shutdown_timeout(2)
    .bind(listen)
    .map_err(network)?;
    tracing::info!(%listen, url = %state.config().public_url, "serving");
    let ended = server.run().await.map_err(network);
    drop(jobs);
    tracing::info!("stopped");
    ended
}
