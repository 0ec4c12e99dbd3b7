//! The thread that starts all programs. The kernel's death signal (prctl(2), `PR_SET_PDEATHSIG`) follows the thread that
//! started a program, not the process: this one lives as long as the process does.

use std::io;
use std::process::{Child, Command};
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

type Order = (Command, Sender<io::Result<Child>>);

static STARTER: LazyLock<Mutex<Sender<Order>>> = LazyLock::new(|| {
    let (orders, incoming) = channel::<Order>();
    thread::spawn(move || {
        for (mut command, answer) in incoming {
            // Whoever asked may be gone; then the child is dropped, and ends with us.
            let _gone = answer.send(command.spawn());
        }
    });
    Mutex::new(orders)
});

/// Starts a program from that thread.
pub(super) fn spawn(command: Command) -> io::Result<Child> {
    let (answer, child) = channel();
    let gone = || io::Error::other("the thread that starts programs is gone");
    let starter = STARTER.lock().unwrap_or_else(PoisonError::into_inner);
    starter.send((command, answer)).map_err(|_| gone())?;
    child.recv().map_err(|_| gone())?
}
