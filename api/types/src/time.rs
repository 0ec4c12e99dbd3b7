//! Times on the wire and in the database: whole milliseconds since 1970-01-01T00:00:00Z.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time). One form everywhere, so
/// that both databases sort it and no zone is ever implied; pages turn it into the viewer's zone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// Whole seconds, rounded down, as permits and tokens count.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// From whole seconds; the far future where that overflows.
    pub fn of_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// As a timestamp of `jiff`; the nearest one it can hold.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// The time from `earlier` to this one; zero when it was not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for UnixMillis {
    type Output = Self;
    fn add(self, more: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(more.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

impl Sub<Duration> for UnixMillis {
    type Output = Self;
    fn sub(self, less: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(less.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

impl From<jiff::Timestamp> for UnixMillis {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}
