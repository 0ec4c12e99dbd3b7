//! What moves by itself: builds, releases, windows, the log. Each job looks for work at short intervals and does it in the one process
//! that holds its lease, so that any number of server processes may run.

mod build;
mod lease;
mod publish;
mod release;
mod window;

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::error::ServiceError;
use crate::server::AppState;
use lease::Lease;

/// The running jobs. Dropping it stops them after the piece of work that they are at.
#[derive(Debug)]
pub struct Jobs {
    loops: Vec<JoinHandle<()>>,
}

impl Drop for Jobs {
    fn drop(&mut self) {
        for job in &self.loops {
            job.abort();
        }
    }
}

/// Starts the jobs on the tokio runtime.
pub fn spawn(state: AppState) -> Jobs {
    let every = state.config().job_interval;
    let work: [(&'static str, Work); 4] = [
        ("builds", build::look),
        ("releases", release::look),
        ("windows", window::look),
        ("log", publish::look),
    ];
    let loops = work
        .into_iter()
        .map(|(name, look)| tokio::spawn(forever(state.clone(), name, every, look)))
        .collect();
    Jobs { loops }
}

/// Does all that is due once, in this process, without a lease: for tests and for tools.
pub fn run_once(state: &AppState) -> Result<(), ServiceError> {
    build::look(state)?;
    release::look(state)?;
    window::look(state)?;
    publish::look(state)
}

type Work = fn(&AppState) -> Result<(), ServiceError>;

async fn forever(state: AppState, name: &'static str, every: Duration, look: Work) {
    let mut lease = Lease::of(name);
    loop {
        let state = state.clone();
        let tick = tokio::task::spawn_blocking(move || {
            let done = lease
                .hold(&state)
                .and_then(|held| if held { look(&state) } else { Ok(()) });
            (lease, done)
        });
        match tick.await {
            Ok((back, done)) => {
                lease = back;
                if let Err(error) = done {
                    tracing::warn!(job = name, code = error.code(), %error, "a job will try again");
                }
            }
            Err(error) => {
                tracing::error!(job = name, %error, "a job broke and starts anew");
                lease = Lease::of(name);
            }
        }
        tokio::time::sleep(every).await;
    }
}
