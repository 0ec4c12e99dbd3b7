//! `quiesced serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use quiesce_api::Config;
use tracing_subscriber::EnvFilter;

use crate::server::{Serve, run};

/// Arguments, each with a variable of the environment instead.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where to listen.
    #[arg(long, env = "QUIESCE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    #[arg(long, env = "QUIESCE_DATABASE", value_name = "URL")]
    database: String,
    /// Folder for artifacts and build jobs. Made if missing.
    #[arg(long, env = "QUIESCE_DATA", value_name = "DIR")]
    data: PathBuf,
    /// The signer's Unix socket.
    #[arg(long, env = "QUIESCE_SIGNER_SOCKET", value_name = "PATH")]
    signer_socket: PathBuf,
    /// The folder with `assets/` and `pkg/`.
    #[arg(long, env = "QUIESCE_SITE", value_name = "DIR")]
    site: PathBuf,
    /// Where people and hosts reach the server, for example https://quiesce.example.org; http://LISTEN without this.
    /// Forms are accepted from pages of this origin only.
    #[arg(long, env = "QUIESCE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// How often hosts check in, in seconds.
    #[arg(long, env = "QUIESCE_POLL_SECONDS", default_value_t = 60)]
    poll_seconds: u32,
    /// Write the log as JSON, a line an event.
    #[arg(long, env = "QUIESCE_LOG_JSON")]
    log_json: bool,
}

impl Arguments {
    /// Serves until it is told to stop.
    pub fn run(self) -> anyhow::Result<()> {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        if self.log_json {
            log.json().init();
        } else {
            log.init();
        }
        let public_url = self
            .public_url
            .unwrap_or_else(|| format!("http://{}", self.listen));
        let serve = Serve {
            listen: self.listen,
            site: self.site,
            config: Config {
                database_url: self.database,
                data_dir: self.data,
                signer_socket: self.signer_socket,
                public_url: public_url.trim_end_matches('/').to_owned(),
                poll_seconds: self.poll_seconds,
                job_interval: Duration::from_secs(1),
            },
        };
        actix_web::rt::System::new()
            .block_on(run(serve))
            .context("the server stopped")
    }
}
