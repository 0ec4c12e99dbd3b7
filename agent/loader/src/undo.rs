//! Going back: the original functions in force again, and the module out. Needs no permit: what it leads to is the
//! kernel as it was booted.

use std::io;

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Done, Pause, Refusal, RefusalCode};
use rustix::io::Errno;

use crate::core_sysfs::{State, Verb};
use crate::kernel::Kernel;
use crate::serve::{Loader, Outcome};

/// Puts the original functions back in force. The module stays loaded.
pub fn undo<K: Kernel>(loader: &Loader<K>, id: UpdateId) -> Result<Outcome, Refusal> {
    match undo_if_applied(loader, &id)? {
        Some(pause) => Ok(Outcome {
            id,
            now: Done::Undone,
            pause,
        }),
        None => {
            let message =
                format!("update {id} is loaded but not in force; there is nothing to undo");
            Err(Refusal::new(RefusalCode::NotApplied, message))
        }
    }
}

/// Undoes where needed, then unloads the update's module.
pub fn remove<K: Kernel>(loader: &Loader<K>, id: UpdateId) -> Result<Outcome, Refusal> {
    let pause = undo_if_applied(loader, &id)?.flatten();
    let module = format!("quiesce_{id}");
    loader
        .kernel
        .unload(&module)
        .map_err(|error| unload_refusal(&module, &error))?;
    Ok(Outcome {
        id,
        now: Done::Removed,
        pause,
    })
}

/// None when it was not in force.
fn undo_if_applied<K: Kernel>(
    loader: &Loader<K>,
    id: &UpdateId,
) -> Result<Option<Option<Pause>>, Refusal> {
    let folder = loader.core().update(id).ok_or_else(|| {
        let message = format!("update {id} is not in the kernel; `quiesce show` lists what is");
        Refusal::new(RefusalCode::NotLoaded, message)
    })?;
    match folder.state()? {
        State::Applied => {
            folder.stage(&loader.kernel, Verb::Undo)?;
            Ok(Some(folder.pause()))
        }
        State::Loaded | State::Matched | State::Undone => Ok(None),
    }
}

fn unload_refusal(module: &str, error: &io::Error) -> Refusal {
    let (code, advice) = match Errno::from_io_error(error) {
        Some(Errno::AGAIN | Errno::BUSY) => {
            (RefusalCode::Busy, "something still uses it; try again")
        }
        Some(Errno::PERM | Errno::ACCESS) => (RefusalCode::NotPrivileged, "run the loader as root"),
        _ => (
            RefusalCode::ModuleRejected,
            "see the kernel's log with dmesg",
        ),
    };
    Refusal::new(
        code,
        format!("the kernel keeps module {module} ({error}); {advice}"),
    )
}
