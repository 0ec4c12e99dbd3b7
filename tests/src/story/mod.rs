//! What people and hosts do, from a source patch to an undone update. The demo tells it, the tests check it.

mod building;
mod deciding;
mod host;

pub use building::{BuildOrder, accept, diagnostic, file_build, security_fix, wait_for_build};
pub use deciding::{Proposal, approve, open, propose, wait_for_window};
pub use host::{Host, host_image};

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Asks again and again until there is an answer.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begin = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if begin.elapsed() > limit {
            bail!("{what}: not so after {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
