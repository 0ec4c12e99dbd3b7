//! How long to wait, so that a thousand hosts do not call in the same second, least of all a server that is just
//! coming back.

use std::time::Duration;

/// Seconds that a server may ask a host to wait.
const POLL: std::ops::RangeInclusive<u32> = 1..=86_400;
/// Seconds that failures stretch the wait to at most, or the polling interval where that is longer.
const LONGEST: u32 = 900;

/// After a check-in that succeeded: the interval, up to a tenth longer.
pub fn between_polls(poll_seconds: u32, chance: u32) -> Duration {
    let interval = Duration::from_secs(poll_seconds.clamp(*POLL.start(), *POLL.end()).into());
    interval + spread(interval / 10, chance)
}

/// After `failures` in a row: doubled each time from a quarter of the interval, and of that a random half to the whole.
pub fn after_failures(failures: u32, poll_seconds: u32, chance: u32) -> Duration {
    let poll = poll_seconds.clamp(*POLL.start(), *POLL.end());
    let first = (poll / 4).max(1);
    let doubled = first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    let whole = Duration::from_secs(doubled.min(LONGEST.max(poll)).into());
    whole / 2 + spread(whole / 2, chance)
}

/// Between nothing and `span`, by chance out of all of `u32`.
fn spread(span: Duration, chance: u32) -> Duration {
    span.mul_f64(f64::from(chance) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_are_spread_over_a_tenth() {
        assert_eq!(between_polls(60, 0), Duration::from_secs(60));
        assert_eq!(between_polls(60, u32::MAX), Duration::from_secs(66));
        assert_eq!(between_polls(0, 0), Duration::from_secs(1));
        assert_eq!(between_polls(u32::MAX, 0), Duration::from_secs(86_400));
    }

    #[test]
    fn failures_double_the_wait_up_to_a_limit() {
        let longest = |failures| after_failures(failures, 60, u32::MAX).as_secs();
        let waits: Vec<u64> = (1..=8).map(longest).collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(longest(u32::MAX), 900);
        assert_eq!(after_failures(3, 60, 0), Duration::from_secs(30));
        assert_eq!(after_failures(9, 7200, u32::MAX), Duration::from_secs(7200));
    }
}
