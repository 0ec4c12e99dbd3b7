//! The right to run a job, for a short time.

use std::time::Duration;

use quiesce_types::UnixMillis;

use crate::auth::secret;
use crate::db::queries::lease;
use crate::error::ServiceError;
use crate::server::AppState;

/// How long a lease lasts, and so how long the jobs rest after a server died without a word. Two processes at the same piece of work would do
/// no harm, because each step is judged anew inside its transaction; the lease spares them the double work.
const LIFE: Duration = Duration::from_secs(10);

/// One job's lease, as this process sees it.
pub(super) struct Lease {
    name: &'static str,
    holder: Option<String>,
    until: UnixMillis,
}

impl Lease {
    /// The lease of a job, not held yet.
    pub fn of(name: &'static str) -> Self {
        Self {
            name,
            holder: None,
            until: UnixMillis(0),
        }
    }

    /// Takes it, or renews it when half of its time is over. Says whether this process has it.
    pub fn hold(&mut self, state: &AppState) -> Result<bool, ServiceError> {
        let now = state.clock().now();
        if self.until > now + LIFE / 2 {
            return Ok(true);
        }
        let holder = match &self.holder {
            Some(holder) => holder.clone(),
            None => self.holder.insert(secret::new_token()?).clone(),
        };
        let until = now + LIFE;
        let held = state
            .db()
            .write(|conn| Ok(lease::take(conn, self.name, &holder, now, until)?))?;
        self.until = if held { until } else { UnixMillis(0) };
        Ok(held)
    }
}
