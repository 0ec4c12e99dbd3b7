//! Making the socket, and letting in only those who may.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::net::{UnixListener, UnixStream};

/// A listening socket that knows its guests. The file goes when this does.
pub struct Door {
    listener: UnixListener,
    path: PathBuf,
    allowed: Vec<u32>,
}

impl Door {
    /// Makes the socket: 0600, or 0660 when other users may connect. One left behind by a crash is replaced; a live one, or
    /// anything else at that path, is not.
    pub fn open(path: &Path, allow_uid: Vec<u32>) -> anyhow::Result<Self> {
        remove_stale(path)?;
        let listener = UnixListener::bind(path)
            .with_context(|| format!("cannot make the socket {}", path.display()))?;
        let mode = if allow_uid.is_empty() { 0o600 } else { 0o660 };
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        let mut allowed = allow_uid;
        allowed.extend([0, rustix::process::geteuid().as_raw()]);
        Ok(Self {
            listener,
            path: path.to_owned(),
            allowed,
        })
    }

    /// The next guest, or `None` for one who was turned away. By the kernel's word on who connected (SO_PEERCRED,
    /// unix(7)), not by the file's mode alone.
    pub async fn accept(&self) -> Option<UnixStream> {
        let accepted = self.listener.accept().await;
        let (stream, peer) = match accepted.and_then(|(s, _)| s.peer_cred().map(|peer| (s, peer))) {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: do not spin.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                return None;
            }
        };
        if self.allowed.contains(&peer.uid()) {
            return Some(stream);
        }
        tracing::warn!(
            uid = peer.uid(),
            pid = peer.pid(),
            "turned away: not an allowed user"
        );
        None
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // Nothing depends on it: the next start replaces a stale one.
        let _ = fs::remove_file(&self.path);
    }
}

fn remove_stale(path: &Path) -> anyhow::Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !metadata.file_type().is_socket() {
        bail!(
            "{} is there and is no socket; name another path",
            path.display()
        );
    }
    if BlockingStream::connect(path).is_ok() {
        bail!(
            "another signer listens on {}; stop it first",
            path.display()
        );
    }
    fs::remove_file(path).with_context(|| format!("cannot remove the stale {}", path.display()))
}
