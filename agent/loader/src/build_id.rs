//! The running kernel's build id, from the ELF notes in `/sys/kernel/notes`.

use std::path::Path;

use quiesce_trust::BuildId;

/// `NT_GNU_BUILD_ID` (elf.h).
const NT_GNU_BUILD_ID: u32 = 3;

/// Reads it; none where there is no such note.
pub fn running(sysfs: &Path) -> Option<BuildId> {
    let notes = std::fs::read(sysfs.join("kernel/notes")).ok()?;
    let id: String = find(&notes)?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    id.parse().ok()
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
    use proptest::prelude::*;

    use super::*;
    use crate::tests::notes;

    #[test]
    fn found_behind_other_notes() {
        let mut bytes = vec![6, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0];
        bytes.extend_from_slice(b"Linux\0\0\0");
        bytes.extend_from_slice(&[7, 0, 0, 0]);
        bytes.extend_from_slice(&notes(&[0xab; 20]));
        assert_eq!(find(&bytes), Some(&[0xab; 20][..]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            find(&bytes);
        }
    }
}
