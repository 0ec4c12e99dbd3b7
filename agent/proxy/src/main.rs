//! `quiesce-proxy`: a site's one line to the server. Hosts without a route to the outside enrol and update through it.
//!
//! It passes everything on, keeps bundles by their hash, and knows no secret: a host's token goes through to the
//! server, which alone judges it. A bundle is handed out only when the server has just said yes to the host that asks,
//! so a proxy cut off from its server hands out nothing. A proxy that lies gains nothing: hosts verify.

mod bundles;
mod cache;
mod forward;
#[cfg(test)]
mod tests;
mod upstream;

use std::net::SocketAddr;
use std::path::PathBuf;

use actix_web::{App, HttpServer, web};
use clap::Parser;
use quiesce_client::ServerUrl;
use quiesce_types::host_api::limits;

use crate::cache::Cache;
use crate::upstream::Upstream;

/// Passes hosts' calls on to a Quiesce server and caches its bundles
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The server; http:// only to loopback and private IP addresses
    #[arg(long, env = "QUIESCE_UPSTREAM")]
    upstream: ServerUrl,
    /// Where to listen; put a TLS terminator before it when hosts are not on a private network
    #[arg(long, env = "QUIESCE_LISTEN", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Where bundles are kept
    #[arg(long, default_value = "/var/cache/quiesce-proxy")]
    cache_dir: PathBuf,
    /// How many MiB of them; the ones that nobody asked for longest go first
    #[arg(long, default_value_t = 2048)]
    cache_mib: u64,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .init();
    let upstream = web::Data::new(Upstream::new(cli.upstream)?);
    let cache = web::Data::new(Cache::open(&cli.cache_dir, cli.cache_mib << 20)?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(upstream.clone())
            .app_data(cache.clone())
            .configure(routes)
    });
    tracing::info!(listen = %cli.listen, "ready");
    server.bind(cli.listen)?.run().await?;
    Ok(())
}

/// Every address of the proxy.
fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(limits::JSON))
        .route("/api/host/v1/bundles/{digest}", web::get().to(bundles::get))
        .route("/api/host/v1/{call}", web::post().to(forward::post));
}
