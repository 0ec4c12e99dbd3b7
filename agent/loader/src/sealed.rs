//! Memory files that nobody can change any more, this process included: what was verified is what gets loaded.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd};

use quiesce_trust::loading::{Refusal, RefusalCode};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

/// A sealed memory file (memfd_create(2), F_ADD_SEALS in fcntl(2)), held by a read-only descriptor. The kernel
/// refuses to load a module from a file that anybody holds open for writing (ETXTBSY).
pub struct Sealed(File);

impl Sealed {
    /// Copies exactly `size` bytes and seals them.
    ///
    /// # Errors
    /// `too_large` before a byte is read; `io` when there are fewer, or when there is no memory or no `/proc`.
    pub fn from_reader(input: impl Read, size: u64, limit: u64) -> Result<Self, Refusal> {
        if size > limit {
            let message = format!("{size} bytes are more than the {limit} that a bundle may have");
            return Err(Refusal::new(RefusalCode::TooLarge, message));
        }
        seal(input, size).map(Self).map_err(|error| failed(&error))
    }

    /// All of its bytes.
    pub fn read(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let mut file = &self.0;
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(|error| failed(&error))?;
        Ok(bytes)
    }

    /// The descriptor, for finit_module(2).
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn seal(input: impl Read, size: u64) -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let mut writable = File::from(memfd_create("quiesce", flags)?);
    let copied = io::copy(&mut input.take(size), &mut writable)?;
    if copied != size {
        let message = format!("{copied} bytes came where {size} were announced");
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
    }
    fcntl_add_seals(
        &writable,
        SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL,
    )?;
    File::open(format!("/proc/self/fd/{}", writable.as_raw_fd()))
}

fn failed(error: &io::Error) -> Refusal {
    Refusal::new(
        RefusalCode::Io,
        format!("the bundle could not be read into memory: {error}; is /proc mounted?"),
    )
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn nobody_can_change_what_is_sealed() {
        let sealed = Sealed::from_reader(&b"module"[..], 6, 10).unwrap();
        let path = format!("/proc/self/fd/{}", sealed.fd().as_raw_fd());
        // Whoever is root may open it for writing; the seal holds even then.
        if let Ok(mut again) = OpenOptions::new().write(true).open(&path) {
            again.write_all(b"MODULE").unwrap_err();
            again.set_len(0).unwrap_err();
        }
        (&sealed.0).write_all(b"x").unwrap_err();
        assert_eq!(sealed.read().unwrap(), b"module");
        assert_eq!(
            sealed.read().unwrap(),
            b"module",
            "reading twice gives the same"
        );
    }

    #[test]
    fn sizes_are_held_to() {
        let code = |size, limit| {
            Sealed::from_reader(&b"module"[..], size, limit)
                .map(drop)
                .unwrap_err()
                .code
        };
        assert_eq!(code(11, 10), RefusalCode::TooLarge);
        assert_eq!(code(7, 10), RefusalCode::Io);
        let cut = Sealed::from_reader(&b"module and more"[..], 6, 10).unwrap();
        assert_eq!(cut.read().unwrap(), b"module");
    }
}
