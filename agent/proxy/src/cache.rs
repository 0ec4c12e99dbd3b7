//! Bundles on disk, by their hash. What is read is compared with its name, so a damaged file is a missing one.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use quiesce_trust::Digest;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// A folder of bundles.
pub struct Cache {
    folder: PathBuf,
    limit: u64,
    turns: Mutex<HashMap<Digest, Arc<Turn<()>>>>,
}

impl Cache {
    /// In a folder, holding at most `limit` bytes.
    pub fn open(folder: &Path, limit: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            limit,
            turns: Mutex::default(),
        })
    }

    /// Waits until nobody else is fetching this bundle.
    pub async fn turn(&self, digest: Digest) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(digest).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// A bundle, and a note that it was asked for.
    pub fn read(&self, digest: Digest) -> io::Result<Option<Vec<u8>>> {
        let path = self.path(digest);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if Digest::of(&bytes) != digest {
            tracing::warn!(%digest, "damaged in the cache; it will be fetched again");
            fs::remove_file(&path)?;
            return Ok(None);
        }
        File::options()
            .append(true)
            .open(&path)?
            .set_modified(SystemTime::now())?;
        Ok(Some(bytes))
    }

    /// Keeps a bundle whose hash has been checked, and drops what was not asked for longest until all fits.
    pub fn keep(&self, digest: Digest, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!(".{digest}"));
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, self.path(digest))?;
        self.make_room()
    }

    fn make_room(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            files.push((meta.modified()?, meta.len(), entry.path()));
        }
        files.sort();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if total <= self.limit {
                break;
            }
            fs::remove_file(path)?;
            total -= size;
        }
        Ok(())
    }

    fn path(&self, digest: Digest) -> PathBuf {
        self.folder.join(digest.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(limit: u64) -> (tempfile::TempDir, Cache) {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path(), limit).unwrap();
        (dir, cache)
    }

    #[test]
    fn damage_is_absence() {
        let (dir, cache) = cache(100);
        let digest = Digest::of(b"bundle");
        cache.keep(digest, b"bundle").unwrap();
        assert_eq!(cache.read(digest).unwrap().unwrap(), b"bundle");
        fs::write(dir.path().join(digest.to_hex()), b"bungle").unwrap();
        assert_eq!(cache.read(digest).unwrap(), None);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_nobody_asked_for_longest_goes_first() {
        let (_dir, cache) = cache(25);
        let [a, b, c] = [&[1; 10], &[2; 10], &[3; 10]];
        for bytes in [a, b] {
            cache.keep(Digest::of(bytes), bytes).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        cache.read(Digest::of(a)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(10));
        cache.keep(Digest::of(c), c).unwrap();
        let here = [a, b, c].map(|bytes| cache.read(Digest::of(bytes)).unwrap().is_some());
        assert_eq!(here, [true, false, true]);
    }
}
