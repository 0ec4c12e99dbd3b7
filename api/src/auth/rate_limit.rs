//! How often anyone may try. Counted in the database per account and per address, over stretches of a fixed length.

use std::time::Duration;

use quiesce_types::UnixMillis;

use crate::db::AnyConnection;
use crate::db::queries::attempt;
use crate::error::ServiceError;

/// One limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// Its name in the database.
    pub scope: &'static str,
    /// Tries a stretch.
    pub tries: i64,
    /// The stretch.
    pub stretch: Duration,
}

const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);

/// Sign-in, by account: 10 wrong passwords in a quarter of an hour.
pub(crate) const SIGN_IN_ACCOUNT: Limit = Limit {
    scope: "sign_in_account",
    tries: 10,
    stretch: QUARTER_HOUR,
};
/// Sign-in, by address: 50 wrong passwords in a quarter of an hour, because whole institutes share one address.
pub(crate) const SIGN_IN_ADDRESS: Limit = Limit {
    scope: "sign_in_address",
    tries: 50,
    stretch: QUARTER_HOUR,
};
/// Enrolment, by address: 20 wrong tokens in a quarter of an hour. Right ones do not count: racks enrol together.
pub(crate) const ENROL_ADDRESS: Limit = Limit {
    scope: "enrol_address",
    tries: 20,
    stretch: QUARTER_HOUR,
};

impl Limit {
    /// Refuses when the stretch has seen too many tries.
    pub fn check(
        self,
        conn: &mut AnyConnection,
        subject: &str,
        now: UnixMillis,
    ) -> Result<(), ServiceError> {
        match attempt::tries(conn, self.scope, subject)? {
            Some((start, tries)) if tries >= self.tries && now.since(start) < self.stretch => {
                let seconds = (start + self.stretch).since(now).as_secs().max(1);
                Err(ServiceError::TooManyTries { seconds })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Counts a try that failed.
    pub fn count(
        self,
        conn: &mut AnyConnection,
        subject: &str,
        now: UnixMillis,
    ) -> Result<(), ServiceError> {
        let (start, tries) = match attempt::tries(conn, self.scope, subject)? {
            Some((start, tries)) if now.since(start) < self.stretch => (start, tries + 1),
            Some(_) | None => (now, 1),
        };
        Ok(attempt::remember(conn, self.scope, subject, start, tries)?)
    }

    /// Forgets the tries, after a success.
    pub fn forget(self, conn: &mut AnyConnection, subject: &str) -> Result<(), ServiceError> {
        Ok(attempt::forget(conn, self.scope, subject)?)
    }
}
