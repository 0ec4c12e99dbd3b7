//! The Unix socket: who may connect, how many, how much and how long. One writer behind it.

mod connection;
mod listen;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Mutex, Semaphore};

use crate::signer::Signer;

/// Connections at once. Each may hold one request of [`quiesce_trust::signing::LINE_LIMIT`].
const CONNECTIONS: usize = 8;

/// Serves until SIGTERM or Ctrl-C; removes the socket at the end. What has been begun is on disk or it is not:
/// stopping in the middle is a crash, and a crash is harmless.
pub fn serve(signer: Signer, path: &Path, allow_uid: Vec<u32>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start")?;
    runtime.block_on(serve_here(signer, path, allow_uid))
}

async fn serve_here(signer: Signer, path: &Path, allow_uid: Vec<u32>) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for Ctrl-C")?;
    let door = listen::Door::open(path, allow_uid)?;
    tracing::info!(socket = %path.display(), "listening");

    let signer = Arc::new(Mutex::new(signer));
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let guest = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, door.accept().await)
        };
        let (place, stream) = tokio::select! {
            guest = guest => guest,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let Some(stream) = stream else { continue };
        let signer = Arc::clone(&signer);
        tokio::spawn(async move {
            if let Err(error) = connection::serve(stream, signer).await {
                tracing::warn!(%error, "a connection ended badly");
            }
            drop(place);
        });
    }
    // An answer under way is finished: the lock is free between two of them.
    let _signer = signer.lock().await;
    tracing::info!("stopped");
    Ok(())
}
