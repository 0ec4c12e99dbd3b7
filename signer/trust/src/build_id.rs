//! The running kernel's build id, from the ELF notes that Linux shows in `/sys/kernel/notes`.

use crate::BuildId;

/// `NT_GNU_BUILD_ID` (elf.h).
const NT_GNU_BUILD_ID: u32 = 3;

impl BuildId {
    /// The id in a note segment; none where there is no such note.
    pub fn from_notes(notes: &[u8]) -> Option<Self> {
        hex::encode(find(notes)?).parse().ok()
    }
}

/// The content of the first `NT_GNU_BUILD_ID` note of a note segment (System V ABI, "Note Section"), in little-endian
/// words, names and contents padded to four bytes.
fn find(mut notes: &[u8]) -> Option<&[u8]> {
    loop {
        let (head, rest) = notes.split_first_chunk::<12>()?;
        let word = |at: usize| {
            let bytes = head.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes))
        };
        let (name_size, size, kind) = (word(0)?, word(4)?, word(8)?);
        let (name, rest) = padded(rest, name_size)?;
        let (content, rest) = padded(rest, size)?;
        if name == b"GNU\0" && kind == NT_GNU_BUILD_ID {
            return Some(content);
        }
        notes = rest;
    }
}

/// Splits off `size` bytes and skips their padding.
fn padded(bytes: &[u8], size: u32) -> Option<(&[u8], &[u8])> {
    let size = usize::try_from(size).ok()?;
    let content = bytes.get(..size)?;
    let rest = bytes
        .get(size.checked_next_multiple_of(4)?..)
        .unwrap_or_default();
    Some((content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_behind_other_notes() {
        let mut bytes = vec![6, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0];
        bytes.extend_from_slice(b"Linux\0\0\0");
        bytes.extend_from_slice(&[7, 0, 0, 0]);
        bytes.extend_from_slice(&[4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0]);
        bytes.extend_from_slice(b"GNU\0");
        bytes.extend_from_slice(&[0xab; 20]);
        assert_eq!(BuildId::from_notes(&bytes), "ab".repeat(20).parse().ok());
        for cut in 0..bytes.len() {
            assert_eq!(BuildId::from_notes(&bytes[..cut]), None);
        }
    }

    #[test]
    fn sizes_that_lie_are_survived() {
        assert_eq!(BuildId::from_notes(&[0xff; 64]), None);
    }
}
