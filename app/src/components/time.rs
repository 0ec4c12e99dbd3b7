//! Times for people. The server writes UTC and says so; in the browser `islands::local_time` turns every
//! `time[data-local]` into the viewer's zone and says which. There is never a time without its zone.

use std::time::Duration;

use jiff::tz::TimeZone;
use leptos::prelude::*;
use quiesce_types::UnixMillis;

/// How much of a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// `Tue 24 Nov, 22:00 UTC`
    Minute,
    /// `24 Nov 2026, 22:00:31 UTC`
    Second,
}

impl Detail {
    const fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    const fn pattern(self) -> &'static str {
        match self {
            Self::Minute => "%a %-d %b, %H:%M UTC",
            Self::Second => "%-d %b %Y, %H:%M:%S UTC",
        }
    }
}

fn utc(at: UnixMillis, pattern: &str) -> String {
    at.timestamp()
        .to_zoned(TimeZone::UTC)
        .strftime(pattern)
        .to_string()
}

/// RFC 3339 in UTC, for `datetime`.
pub fn machine(at: UnixMillis) -> String {
    utc(at, "%Y-%m-%dT%H:%M:%SZ")
}

/// One moment.
#[component]
pub fn Time(
    /// When.
    at: UnixMillis,
    /// How much of it.
    #[prop(default = Detail::Minute)]
    detail: Detail,
) -> impl IntoView {
    view! {
        <time
            datetime=machine(at)
            data-local=detail.word()
            title=utc(at, "%Y-%m-%d %H:%M:%S UTC")
        >
            {utc(at, detail.pattern())}
        </time>
    }
    .into_any()
}

/// From one moment to another: the day is named once where both fall on it.
#[component]
pub fn TimeRange(
    /// When it starts.
    from: UnixMillis,
    /// When it ends.
    to: UnixMillis,
) -> impl IntoView {
    let same_day = utc(from, "%F") == utc(to, "%F");
    let end = if same_day {
        "%H:%M UTC"
    } else {
        Detail::Minute.pattern()
    };
    view! {
        <span>
            <time
                datetime=machine(from)
                data-local="start"
                title=utc(from, "%Y-%m-%d %H:%M:%S UTC")
            >
                {utc(from, "%a %-d %b, %H:%M")}
            </time>
            " – "
            <time
                datetime=machine(to)
                data-local="end"
                data-from=machine(from)
                title=utc(to, "%Y-%m-%d %H:%M:%S UTC")
            >
                {utc(to, end)}
            </time>
        </span>
    }
    .into_any()
}

/// A length of time in its two largest units: `7 h 40 min`.
pub fn length(of: Duration) -> String {
    let seconds = of.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) if of.as_millis() < 1_000 => format!("{} ms", of.as_millis()),
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, m) => format!("{m} min"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} min"),
        (1, 0, _) => "1 day".to_owned(),
        (1, h, _) => format!("1 day {h} h"),
        (d, 0, _) => format!("{d} days"),
        (d, h, _) => format!("{d} days {h} h"),
    }
}

/// How far a moment is from now: `in 7 h 40 min`, `3 days ago`, `now`.
pub fn distance(at: UnixMillis, now: UnixMillis) -> String {
    if at.0.abs_diff(now.0) < 10_000 {
        "now".to_owned()
    } else if at > now {
        format!("in {}", length(at.since(now)))
    } else {
        format!("{} ago", length(now.since(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_keep_their_two_largest_units() {
        let said: Vec<String> = [0, 59, 60, 3_600, 27_600, 86_400, 151_200, 259_200]
            .into_iter()
            .map(|s| length(Duration::from_secs(s)))
            .collect();
        assert_eq!(
            said,
            [
                "0 ms",
                "59 s",
                "1 min",
                "1 h",
                "7 h 40 min",
                "1 day",
                "1 day 18 h",
                "3 days"
            ]
        );
    }

    #[test]
    fn a_range_names_one_day_once() {
        let html = TimeRange(TimeRangeProps {
            from: UnixMillis(1_795_557_600_000),
            to: UnixMillis(1_795_561_200_000),
        })
        .to_html();
        assert!(html.contains(">Tue 24 Nov, 22:00<"), "{html}");
        assert!(html.contains(">23:00 UTC<"), "{html}");
    }
}
