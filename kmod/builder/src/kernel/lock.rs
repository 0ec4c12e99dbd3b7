//! One at a time: an advisory lock on a file, given back when the holder ends, however it ends, and with it everything
//! that it had started: an unpacker that outlives a killed builder must not write into what the next one begins anew.

use std::fs::{File, OpenOptions};
use std::path::Path;

use super::KernelError;

/// Holds the lock until it is dropped.
pub(super) struct Lock(Option<File>);

#[cfg(test)]
impl Lock {
    fn into_file(mut self) -> Option<File> {
        self.0.take()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // Closing the file gives the lock back as well, unless a child still runs.
            let _closed = file.unlock();
        }
    }
}

/// Waits for the lock on `path`.
pub(super) fn exclusive(path: &Path) -> Result<Lock, KernelError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(KernelError::io("creating", folder))?;
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(KernelError::io("opening", path))?;
    file.lock().map_err(KernelError::io("locking", path))?;
    // Programs that are started while it is held inherit it, and the lock with it.
    rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty())
        .map_err(|error| KernelError::io("locking", path)(error.into()))?;
    Ok(Lock(Some(file)))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_the_holder_started_holds_it_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = exclusive(&path).unwrap();
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        // As a killed holder does: the file is closed and not unlocked.
        drop(held.into_file());
        let other = File::open(&path).unwrap();
        assert!(other.try_lock().is_err(), "the child is alive");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(other.try_lock().is_ok(), "the child is gone");
    }

    #[test]
    fn it_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        drop(exclusive(&path).unwrap());
        assert!(File::open(&path).unwrap().try_lock().is_ok());
    }
}
