//! A host in a temporary folder.

use tempfile::TempDir;

use crate::host::Host;
use crate::places::Places;

/// A host that is not enrolled, with nothing in its kernel.
pub fn bare_host() -> (TempDir, Host) {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let places = Places {
        config_dir: at("etc"),
        state_dir: at("state"),
        sysfs: at("sys"),
        loader_socket: at("loader.sock"),
        loader: None,
    };
    (
        dir,
        Host {
            places,
            clock: || 1_800_000_000,
        },
    )
}
