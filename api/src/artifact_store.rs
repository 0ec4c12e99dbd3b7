//! Where bundles and build files are kept: by the SHA-256 of their bytes, so that what is read is what was written.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use quiesce_trust::Digest;
use quiesce_trust::manifest::limits::BUNDLE;

use crate::error::ServiceError;

/// A place for artifacts. The folder is the embedded one; other stores implement the same three lines.
pub trait ArtifactStore: Send + Sync {
    /// Keeps the bytes and returns their hash. Keeping the same bytes again changes nothing.
    fn keep(&self, bytes: &[u8]) -> Result<Digest, ServiceError>;
    /// The bytes with this hash, checked against it; none when they are not here.
    fn fetch(&self, digest: Digest) -> Result<Option<Vec<u8>>, ServiceError>;
}

/// An [`ArtifactStore`] that can be passed around.
pub type SharedStore = Arc<dyn ArtifactStore>;

/// A folder with one file an artifact: `<first two digits>/<hex>`.
#[derive(Debug, Clone)]
pub struct FolderStore {
    root: PathBuf,
}

impl FolderStore {
    /// Opens the folder and makes it if it is missing.
    pub fn open(root: &Path) -> Result<Self, ServiceError> {
        fs::create_dir_all(root).map_err(|e| broken(root, &e))?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let hex = digest.to_hex();
        self.root.join(&hex[..2]).join(hex)
    }
}

impl ArtifactStore for FolderStore {
    fn keep(&self, bytes: &[u8]) -> Result<Digest, ServiceError> {
        let digest = Digest::of(bytes);
        let path = self.path(digest);
        if path.exists() {
            return Ok(digest);
        }
        let folder = path.parent().unwrap_or(&self.root);
        // Written beside, synced and renamed: a reader never sees half a file, not even after a power cut.
        let part = folder.join(format!("{}.{}.part", digest.to_hex(), std::process::id()));
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = fs::File::create(&part)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, &path)?;
            fs::File::open(folder)?.sync_all()
        };
        write().map_err(|e| broken(&path, &e))?;
        Ok(digest)
    }

    fn fetch(&self, digest: Digest) -> Result<Option<Vec<u8>>, ServiceError> {
        let path = self.path(digest);
        let file = match fs::File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(broken(&path, &e)),
        };
        let mut bytes = Vec::new();
        file.take(BUNDLE as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| broken(&path, &e))?;
        if Digest::of(&bytes) != digest {
            return Err(ServiceError::Machine(format!(
                "the file {} does not have the hash that it is named by",
                path.display()
            )));
        }
        Ok(Some(bytes))
    }
}

fn broken(path: &Path, error: &std::io::Error) -> ServiceError {
    ServiceError::Machine(format!(
        "the artifact store failed at {}: {error}",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_comes_back_and_a_changed_file_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::open(folder.path()).unwrap();
        let digest = store.keep(b"module").unwrap();
        assert_eq!(
            store.fetch(digest).unwrap().as_deref(),
            Some(b"module".as_slice())
        );
        assert_eq!(store.fetch(Digest::of(b"other")).unwrap(), None);

        fs::write(store.path(digest), b"modulf").unwrap();
        assert_eq!(store.fetch(digest).unwrap_err().code(), "server_failed");
    }
}
