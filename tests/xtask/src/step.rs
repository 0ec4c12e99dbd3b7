//! One step of set-up or build: what it does, how long it takes, and whether it can be skipped.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::cache::Cache;

/// A step that is done once for a key and remembered.
pub struct Step<'a> {
    /// Name of its stamp.
    pub name: &'a str,
    /// What it was done for: a version, or a hash of what it is made from.
    pub key: &'a str,
    /// One line for people.
    pub what: &'a str,
    /// How long it takes, for people.
    pub expect: &'a str,
}

impl Step<'_> {
    /// Does `work`, unless it was done before with the same key and `present` confirms that its result is still there.
    pub fn once(
        &self,
        cache: &Cache,
        present: impl Fn() -> bool,
        work: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if cache.is_done(self.name, self.key) && present() {
            return Ok(());
        }
        eprintln!("• {}: {}, once", self.what, self.expect);
        let begin = Instant::now();
        work().with_context(|| format!("{} failed", self.what))?;
        cache.mark_done(self.name, self.key)?;
        eprintln!("  done in {}", seconds(begin.elapsed()));
        Ok(())
    }
}

/// Does `work` each time and says how long it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("• {what}");
    let begin = Instant::now();
    let made = work().with_context(|| format!("{what} failed"))?;
    eprintln!("  {} ({what})", seconds(begin.elapsed()));
    Ok(made)
}

/// `0.4 s`, `12 s`, `3 min 20 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        whole @ 10..120 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}
