//! One at a time: an advisory lock on a file, given back when the holder ends, however it ends.

use std::fs::{File, OpenOptions};
use std::path::Path;

use super::KernelError;

/// Holds the lock until it is dropped.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well.
        let _closed = self.0.unlock();
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
    Ok(Lock(file))
}
