//! `quiesce daemon`.

use crate::daemon::Daemon;
use crate::failure::Failure;
use crate::host::Host;

pub async fn run(once: bool, host: &Host) -> Result<u8, Failure> {
    let mut daemon = Daemon::new(host)?;
    if once {
        daemon.once().await?;
    } else {
        daemon.run().await?;
    }
    Ok(0)
}
