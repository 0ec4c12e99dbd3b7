//! The real signer, in a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::process::{Watched, watched};

const PASSPHRASE: (&str, &str) = ("QUIESCE_SIGNER_PASSPHRASE", "a passphrase of the tests");

/// A running signer.
pub struct Signer {
    pub socket: PathBuf,
    _process: Watched,
}

impl Signer {
    /// Makes keys in the folder and serves.
    pub fn start(folder: &Path) -> Self {
        let (keys, socket) = (folder.join("signer"), folder.join("signer.socket"));
        let made = Command::new(binary())
            .args(["init", "--log-name", "test.example/log", "--dir"])
            .arg(&keys)
            .envs([PASSPHRASE])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "the signer made no keys");
        let serve = format!(
            "{} serve --dir {} --socket {}",
            binary().display(),
            keys.display(),
            socket.display()
        );
        let process = watched(&serve, &[PASSPHRASE], "true");
        let give_up = Instant::now() + Duration::from_secs(30);
        while !socket.exists() {
            assert!(Instant::now() < give_up, "the signer does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            socket,
            _process: process,
        }
    }
}

/// The binary beside the test's own, built if it is not there.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let path = test
            .parent()
            .unwrap()
            .parent()
            .unwrap()
            .join("quiesce-signer");
        if !path.exists() {
            let built = Command::new(env!("CARGO"))
                .args(["build", "--quiet", "--package", "quiesce-signer"])
                .status()
                .unwrap();
            assert!(built.success(), "quiesce-signer does not build");
        }
        path
    })
}
