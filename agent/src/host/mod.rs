//! This host: who it is, what it runs, and what it remembers.

mod counter;
mod durable;
mod enrolment;
mod held;
mod installed;
mod kernel;
mod key;
mod orders;
mod outbox;
mod series;

pub use counter::next_counter;
pub use durable::read_limited;
pub use enrolment::{Enrolment, Server};
pub use held::Held;
pub use installed::{Installed, InstalledUpdate, State};
pub use kernel::RunningKernel;
pub use key::HostKey;
pub use orders::{Contact, LastOrders};
pub use outbox::Outbox;
pub use series::Series;

use std::sync::Arc;

use quiesce_client::HostClient;

use crate::failure::Failure;
use crate::places::Places;

/// Where things are, and the clock.
#[derive(Clone)]
pub struct Host {
    /// Files and sockets.
    pub places: Places,
    /// Seconds since 1970.
    pub clock: fn() -> i64,
}

impl Host {
    /// A line to the server, as the host that this is.
    ///
    /// # Errors
    /// [`Failure::NotEnrolled`].
    pub fn client(&self, enrolment: &Enrolment) -> Result<HostClient, Failure> {
        let identity = HostKey::read(&self.places)?.identity()?;
        Ok(HostClient::new(
            enrolment.server.url()?,
            identity,
            Arc::new(self.clock),
        )?)
    }
}
