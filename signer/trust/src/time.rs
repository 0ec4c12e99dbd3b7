//! Moments as signed documents write them, and as people read them: UTC, never a local time.

/// Seconds since 1970-01-01T00:00:00Z.
pub type UnixSeconds = i64;

/// The moment in ISO 8601, UTC, for example `2026-11-24T20:57:11Z`.
///
/// Proleptic Gregorian calendar; years outside 0..=9999 are written with as many digits as they need.
pub fn utc(at: UnixSeconds) -> String {
    let (days, second) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    let (year, month, day) = civil_date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day number. Counts years from 1 March, so that the leap day comes last and every
/// month's start is a linear formula of its number.
fn civil_date(days: i64) -> (i64, i64, i64) {
    const DAYS_IN_400_YEARS: i64 = 146_097;
    let since_march_0000 = days + 719_468;
    let era = since_march_0000.div_euclid(DAYS_IN_400_YEARS);
    let day_of_era = since_march_0000.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn known_moments() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(-1), "1969-12-31T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(utc(1_795_553_831), "2026-11-24T20:57:11Z");
    }
}
