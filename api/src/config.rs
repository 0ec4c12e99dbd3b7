//! What whoever runs the server decides.

use std::path::PathBuf;
use std::time::Duration;

/// The server's settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    pub database_url: String,
    /// Folder for artifacts (`artifacts/`) and build jobs (`jobs/`). Made if missing.
    pub data_dir: PathBuf,
    /// The signer's Unix socket.
    pub signer_socket: PathBuf,
    /// Where people and hosts reach the server, without a slash at the end: `https://quiesce.example.org`.
    /// Requests that change things must come from this origin.
    pub public_url: String,
    /// How often hosts check in, in seconds.
    pub poll_seconds: u32,
    /// How often the jobs look for work.
    pub job_interval: Duration,
}

impl Config {
    /// Whether cookies may carry `Secure` and the `__Host-` prefix: only over TLS, or browsers drop them.
    pub fn is_tls(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Where build jobs are.
    pub fn jobs_dir(&self) -> PathBuf {
        self.data_dir.join("jobs")
    }
}
