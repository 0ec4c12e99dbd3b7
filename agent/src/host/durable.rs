//! Files that are the old or the new after a crash, never half of each: write beside, fsync, rename, fsync the folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Bytes of any of our small files.
const LIMIT: u64 = 4 << 20;

/// Puts a file in place with these bytes and this mode.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
    write(path, bytes, mode).map_err(Failure::file(path))
}

/// The same with the JSON of a value.
pub fn replace_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(value).map_err(Failure::damaged(path))?;
    replace(path, &bytes, 0o644)
}

/// Reads a file that must be there, of at most `limit` bytes.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Failure::file(path))?;
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(Failure::file(path))?;
    if bytes.len() as u64 > limit {
        let too_large = io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("more than {limit} bytes"),
        );
        return Err(Failure::file(path)(too_large));
    }
    Ok(bytes)
}

/// Reads a file; none where there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match read_limited(path, LIMIT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Failure::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Reads a file of JSON; none where there is none.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    let Some(bytes) = read(path)? else {
        return Ok(None);
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(Failure::damaged(path))
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    // What an earlier crash left may have another mode or owner.
    if let Err(error) = fs::remove_file(beside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_torn_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/file.json");
        replace_json(&path, &7).unwrap();
        fs::write(dir.path().join("sub/file.json.new"), b"{\"half").unwrap();
        assert_eq!(read_json::<u32>(&path).unwrap(), Some(7));
        replace_json(&path, &8).unwrap();
        assert_eq!(read_json::<u32>(&path).unwrap(), Some(8));
    }

    #[test]
    fn a_secret_is_never_readable_by_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("host.key");
        fs::write(
            dir.path().join("host.key.new"),
            b"left by a crash, readable by all",
        )
        .unwrap();
        replace(&path, b"secret", 0o600).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn damage_is_an_error_and_absence_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file.json");
        assert_eq!(read_json::<u32>(&path).unwrap(), None);
        fs::write(&path, b"{").unwrap();
        assert_eq!(read_json::<u32>(&path).unwrap_err().code(), "damaged");
    }
}
