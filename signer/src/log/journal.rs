//! An append-only file of records: `u32` little-endian length ‖ first 8 bytes of SHA-256(length ‖ data) ‖ data.
//!
//! The checksum finds a torn end after a crash; it is no protection against a person. That is the checkpoint's part.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use quiesce_trust::Digest;

use crate::log::LEAF_LIMIT;

/// Bytes before each record's data.
const HEAD: usize = 12;

/// An open file, positioned at its end.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// An empty file, which must not be there yet; on disk when this returns.
    pub fn make(path: &Path) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?
            .sync_all()
    }

    /// Opens for appending behind `end` (of [`scan`]); what is behind it is cut off.
    pub fn continue_at(path: &Path, end: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let torn = file.metadata()?.len().saturating_sub(end);
        if torn > 0 {
            tracing::warn!(bytes = torn, "a torn end of the log is cut off");
            file.set_len(end)?;
            file.sync_all()?;
        }
        file.seek(SeekFrom::Start(end))?;
        Ok(Self { file })
    }

    /// Writes records behind the others; on disk when this returns. After an error the end is unknown: open anew.
    pub fn append<'a>(&mut self, records: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
        let mut bytes = Vec::new();
        for record in records {
            let length = u32::try_from(record.len())
                .map_err(io::Error::other)?
                .to_le_bytes();
            bytes.extend_from_slice(&length);
            bytes.extend_from_slice(&checksum(length, record));
            bytes.extend_from_slice(record);
        }
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }
}

/// Reads the whole records from the beginning, and says where the last of them ends. Memory: one record.
pub fn scan(path: &Path, mut each: impl FnMut(&[u8])) -> io::Result<u64> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut end = 0;
    while let Some(record) = next(&mut reader)? {
        each(&record);
        end += (HEAD + record.len()) as u64;
    }
    Ok(end)
}

/// The next record, or `None` at the end of the file or of its whole records.
fn next(reader: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::with_capacity(HEAD);
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    let Some((length, sum)) = head.split_first_chunk::<4>() else {
        return Ok(None);
    };
    let size = u32::from_le_bytes(*length);
    if size as usize > LEAF_LIMIT {
        return Ok(None);
    }
    let mut record = Vec::new();
    reader.take(u64::from(size)).read_to_end(&mut record)?;
    let whole = record.len() == size as usize && sum == checksum(*length, &record);
    Ok(whole.then_some(record))
}

fn checksum(length: [u8; 4], data: &[u8]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = Digest::of(&[&length, data].concat()).0;
    [a, b, c, d, e, f, g, h]
}
