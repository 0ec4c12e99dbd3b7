//! The real signer, in a process of its own.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::process::{Watched, watched};

const PASSPHRASE: (&str, &str) = ("QUIESCE_SIGNER_PASSPHRASE", "a passphrase of the tests");

/// A running signer.
pub struct Signer {
    _process: Watched,
}

impl Signer {
    /// Where the signer of a folder listens.
    pub fn socket(folder: &Path) -> PathBuf {
        folder.join("signer.socket")
    }

    /// Serves from a folder, with keys that all tests of this process share and a log of its own.
    pub fn start(folder: &Path) -> Self {
        let (keys, socket) = (folder.join("signer"), Self::socket(folder));
        std::fs::create_dir(&keys).unwrap();
        std::fs::set_permissions(&keys, Permissions::from_mode(0o700)).unwrap();
        for (path, bytes) in made_keys() {
            let path = keys.join(path);
            let mode = match bytes {
                Some(bytes) => std::fs::write(&path, bytes).map(|()| 0o600),
                None => std::fs::create_dir(&path).map(|()| 0o700),
            };
            std::fs::set_permissions(&path, Permissions::from_mode(mode.unwrap())).unwrap();
        }
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
        Self { _process: process }
    }
}

/// The files of a fresh signer, made once: sealing keys is made to be slow.
fn made_keys() -> &'static [Entry] {
    static KEYS: OnceLock<Vec<Entry>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let made = Command::new(binary())
            .args(["init", "--log-name", "test.example/log", "--dir"])
            .arg(&keys)
            .envs([PASSPHRASE])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "the signer made no keys");
        let mut entries = Vec::new();
        collect(&keys, Path::new(""), &mut entries);
        entries
    })
}

/// All that is in a folder, by relative path; a folder has no bytes.
fn collect(root: &Path, at: &Path, entries: &mut Vec<Entry>) {
    for entry in std::fs::read_dir(root.join(at))
        .unwrap()
        .map(Result::unwrap)
    {
        let path = at.join(entry.file_name());
        if entry.path().is_dir() {
            entries.push((path.clone(), None));
            collect(root, &path, entries);
        } else {
            entries.push((path, Some(std::fs::read(entry.path()).unwrap())));
        }
    }
}

type Entry = (PathBuf, Option<Vec<u8>>);

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
