//! What the loader has seen, so that nothing older is believed later: versions only go forward.
//!
//! One JSON file, replaced as a whole (write, fsync, rename, fsync of the folder): after a crash it is the old one or
//! the new one. One that can't be read is refused and not forgotten: forgetting would let everything old in again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use quiesce_trust::WindowId;
use quiesce_trust::loading::{Refusal, RefusalCode};
use quiesce_trust::signing::LogHead;
use serde::{Deserialize, Serialize};

const FILE: &str = "seen.json";

/// The newest of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Highest version of the trust root.
    root_version: u64,
    /// The longest log.
    log: Option<LogHead>,
    /// Highest revision of each window.
    windows: BTreeMap<WindowId, u32>,
}

impl Seen {
    /// Reads what was seen; nothing at all on a new host.
    pub fn read(dir: &Path) -> Result<Self, Refusal> {
        let path = dir.join(FILE);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(&path, &error.to_string())),
        };
        serde_json::from_slice(&text).map_err(|error| failed(&path, &error.to_string()))
    }

    /// Remembers, durably.
    pub fn write(&self, dir: &Path) -> Result<(), Refusal> {
        replace(dir, self).map_err(|error| failed(&dir.join(FILE), &error.to_string()))
    }

    /// Takes note of the trust root in use.
    ///
    /// # Errors
    /// `root_older`.
    pub fn admit_root(&mut self, version: u64) -> Result<(), Refusal> {
        if version < self.root_version {
            let message = format!(
                "the trust root is version {version}, and version {} was in use before; put the newer one back or enrol again",
                self.root_version
            );
            return Err(Refusal::new(RefusalCode::RootOlder, message));
        }
        self.root_version = version;
        Ok(())
    }

    /// The highest revision of a window, 0 when it is new.
    pub fn revision(&self, window: &WindowId) -> u32 {
        self.windows.get(window).copied().unwrap_or_default()
    }

    /// Takes note of a window's revision.
    pub fn note_revision(&mut self, window: &WindowId, revision: u32) {
        let highest = self.windows.entry(window.clone()).or_default();
        *highest = revision.max(*highest);
    }

    /// Takes note of the log.
    ///
    /// # Errors
    /// `log_older` when it is shorter than before, `log_rewritten` when it is as long and different.
    pub fn admit_log(&mut self, head: LogHead) -> Result<(), Refusal> {
        let Some(before) = self.log.replace(head) else {
            return Ok(());
        };
        if head.size < before.size {
            let message = format!(
                "the log's checkpoint has {} entries, and one of {} was seen before; fetch a fresh offer",
                head.size, before.size
            );
            return Err(Refusal::new(RefusalCode::LogOlder, message));
        }
        if head.size == before.size && head.root != before.root {
            let message = format!(
                "two checkpoints of {} entries contradict each other; stop, and tell the facility's admin",
                head.size
            );
            return Err(Refusal::new(RefusalCode::LogRewritten, message));
        }
        Ok(())
    }
}

fn replace(dir: &Path, seen: &Seen) -> io::Result<()> {
    let new = dir.join("seen.json.new");
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec(seen)?)?;
    file.sync_all()?;
    std::fs::rename(&new, dir.join(FILE))?;
    File::open(dir)?.sync_all()
}

fn failed(path: &Path, why: &str) -> Refusal {
    let message = format!(
        "{}: {why}; nothing loads without this memory of what was seen: repair or restore it",
        path.display()
    );
    Refusal::new(RefusalCode::Io, message)
}

#[cfg(test)]
mod tests {
    use quiesce_trust::Digest;

    use super::*;

    #[test]
    fn survives_a_write_that_was_torn() {
        let dir = tempfile::tempdir().unwrap();
        let mut seen = Seen::default();
        seen.note_revision(&"w-7".parse().unwrap(), 3);
        seen.write(dir.path()).unwrap();
        std::fs::write(dir.path().join("seen.json.new"), b"{\"root_ver").unwrap();
        assert_eq!(Seen::read(dir.path()).unwrap(), seen);
        seen.note_revision(&"w-7".parse().unwrap(), 4);
        seen.write(dir.path()).unwrap();
        assert_eq!(
            Seen::read(dir.path())
                .unwrap()
                .revision(&"w-7".parse().unwrap()),
            4
        );
    }

    #[test]
    fn damage_is_refused_and_not_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), b"{").unwrap();
        assert_eq!(Seen::read(dir.path()).unwrap_err().code, RefusalCode::Io);
    }

    #[test]
    fn the_log_only_grows() {
        let head = |size, content: &[u8]| LogHead {
            size,
            root: Digest::of(content),
        };
        let mut seen = Seen::default();
        seen.admit_log(head(5, b"a")).unwrap();
        seen.admit_log(head(5, b"a")).unwrap();
        assert_eq!(
            seen.clone().admit_log(head(5, b"b")).unwrap_err().code,
            RefusalCode::LogRewritten
        );
        assert_eq!(
            seen.clone().admit_log(head(4, b"b")).unwrap_err().code,
            RefusalCode::LogOlder
        );
        seen.admit_log(head(6, b"c")).unwrap();
    }

    #[test]
    fn a_lower_root_is_refused() {
        let mut seen = Seen::default();
        seen.admit_root(2).unwrap();
        assert_eq!(seen.admit_root(1).unwrap_err().code, RefusalCode::RootOlder);
        seen.admit_root(2).unwrap();
    }
}
