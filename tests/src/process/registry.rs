//! The process groups that run now, for Ctrl-C: a signal reaches us between two lines, where nothing is dropped.

use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};

static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// A group was started.
pub(super) fn add(group: Pid) {
    GROUPS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(group);
}

/// A group is gone.
pub(super) fn remove(group: Pid) {
    GROUPS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|other| *other != group);
}

/// Kills every group that runs. For the moment before `exit`.
pub fn end_all() {
    for group in GROUPS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .drain(..)
    {
        let _gone_already = kill_process_group(group, Signal::KILL);
    }
}
