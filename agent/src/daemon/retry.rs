//! Offers that failed: left alone for a while that doubles each time, so that a host does not load, fail and report at
//! every poll what will fail again. Busy is not among them: that passes by itself.

use std::collections::BTreeMap;

use quiesce_trust::Digest;

use super::backoff;

/// By bundle: how often it failed, and until when it is left alone, in seconds since 1970.
#[derive(Debug, Default)]
pub struct Failed(BTreeMap<Digest, (u32, i64)>);

impl Failed {
    /// Whether to leave it alone now.
    pub fn rests(&self, bundle: Digest, now: i64) -> bool {
        self.0.get(&bundle).is_some_and(|(_, until)| now < *until)
    }

    /// It failed (once more).
    pub fn note(&mut self, bundle: Digest, now: i64, poll_seconds: u32, chance: u32) {
        let (failures, until) = self.0.entry(bundle).or_default();
        *failures = failures.saturating_add(1);
        // The first retry is the next poll but one.
        let wait = backoff::after_failures(failures.saturating_add(2), poll_seconds, chance);
        *until = now.saturating_add(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
    }

    /// It is in force, or no longer offered.
    pub fn keep_only(&mut self, offered: &[Digest]) {
        self.0.retain(|bundle, _| offered.contains(bundle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_longer_each_time_and_forgets_what_is_not_offered() {
        let bundle = Digest::of(b"bundle");
        let mut failed = Failed::default();
        assert!(!failed.rests(bundle, 0));
        failed.note(bundle, 0, 60, u32::MAX);
        assert!(failed.rests(bundle, 59) && !failed.rests(bundle, 60));
        failed.note(bundle, 60, 60, u32::MAX);
        assert!(failed.rests(bundle, 179) && !failed.rests(bundle, 180));
        failed.keep_only(&[]);
        assert!(!failed.rests(bundle, 100));
    }
}
