//! Where things are on this host.

use std::path::PathBuf;

use quiesce_trust::Digest;

use crate::cli::PlaceArgs;

/// Folders, and how to reach the loader.
#[derive(Debug, Clone)]
pub struct Places {
    /// `/etc/quiesce`.
    pub config_dir: PathBuf,
    /// `/var/lib/quiesce`.
    pub state_dir: PathBuf,
    /// `/proc`.
    pub proc: PathBuf,
    /// `/sys`.
    pub sysfs: PathBuf,
    /// `/run/quiesce/loader.sock`.
    pub loader_socket: PathBuf,
    /// The loader's program, if it is not beside this one.
    pub loader: Option<PathBuf>,
}

impl Places {
    /// The pinned trust root: read by the loader, too.
    pub fn root(&self) -> PathBuf {
        self.config_dir.join("root.json")
    }

    /// This host's id: read by the loader, too.
    pub fn host_id(&self) -> PathBuf {
        self.config_dir.join("host.id")
    }

    /// This host's private key.
    pub fn key(&self) -> PathBuf {
        self.config_dir.join("host.key")
    }

    /// The server's address. Written last: where it is, the host is enrolled.
    pub fn server(&self) -> PathBuf {
        self.config_dir.join("server.json")
    }

    /// The core module's folder in sysfs.
    pub fn core(&self) -> PathBuf {
        self.sysfs.join("kernel/quiesce")
    }

    /// Where a bundle is kept between download and loading.
    pub fn bundle(&self, digest: Digest) -> PathBuf {
        self.bundles().join(digest.to_hex())
    }

    /// The folder of those.
    pub fn bundles(&self) -> PathBuf {
        self.state_dir.join("bundles")
    }
}

impl From<PlaceArgs> for Places {
    fn from(args: PlaceArgs) -> Self {
        let PlaceArgs {
            config_dir,
            state_dir,
            sysfs,
            loader_socket,
            loader,
        } = args;
        let proc = PathBuf::from("/proc");
        Self {
            config_dir,
            state_dir,
            proc,
            sysfs,
            loader_socket,
            loader,
        }
    }
}
