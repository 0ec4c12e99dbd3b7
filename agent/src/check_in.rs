//! Checking in: say what this host is, hear what to do, and keep both.

use quiesce_client::{ClientError, HostClient};
use quiesce_types::host_api::{CheckIn, Orders};

use crate::failure::Failure;
use crate::host::{Contact, Host, Installed, LastOrders, Outbox, RunningKernel, next_counter};

/// Sends what waits in the outbox, checks in, and keeps the orders.
pub async fn check_in(host: &Host, client: &HostClient) -> Result<Orders, Failure> {
    let answer = call(host, client).await;
    let now = (host.clock)();
    match answer {
        Ok(orders) => {
            Contact::note(&host.places, now, None)?;
            LastOrders {
                at: now,
                orders: orders.clone(),
            }
            .write(&host.places)?;
            Ok(orders)
        }
        Err(Failure::Server(error)) => {
            Contact::note(&host.places, now, Some(problem(&error)))?;
            Err(error.into())
        }
        Err(failure) => Err(failure),
    }
}

async fn call(host: &Host, client: &HostClient) -> Result<Orders, Failure> {
    Outbox(host).send(client).await?;
    let installed = Installed::read(&host.places);
    let check_in = CheckIn {
        counter: next_counter(host)?,
        kernel: RunningKernel::identify(&host.places)?,
        core: installed.core.clone(),
        loaded: installed.to_wire(),
        agent: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Ok(client.check_in(&check_in).await?)
}

fn problem(error: &ClientError) -> String {
    format!("{}: {error}", error.code())
}
