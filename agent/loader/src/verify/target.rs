//! Is it for this kernel, and for the core that is in it?

use std::path::Path;

use quiesce_trust::BuildId;
use quiesce_trust::loading::{Refusal, RefusalCode};
use quiesce_trust::manifest::{Manifest, UpdateKind};

use crate::kernel::Kernel;
use crate::serve::Loader;

/// Compares release and build id with the running kernel, and the ABI with the core.
pub fn target<K: Kernel>(manifest: &Manifest, loader: &Loader<K>) -> Result<(), Refusal> {
    let wanted = &manifest.kernel;
    let release = loader.kernel.release();
    let build_id = running_build_id(&loader.places.sysfs);
    if wanted.release.as_str() != release || Some(&wanted.build_id) != build_id.as_ref() {
        let running = build_id.map_or("unknown".to_owned(), |id| id.to_string());
        let message = format!(
            "the update is for {} (build id {}), and {release} (build id {running}) is running; wait for this kernel's own",
            wanted.release, wanted.build_id
        );
        return Err(Refusal::new(RefusalCode::WrongKernel, message));
    }
    let abi = loader.core().abi();
    match (manifest.kind, abi) {
        (UpdateKind::Core, None) => Ok(()),
        (UpdateKind::Core, Some(abi)) if abi == manifest.abi => Err(Refusal::new(
            RefusalCode::AlreadyApplied,
            "the core is loaded already",
        )),
        (UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic, None) => {
            Err(Refusal::new(
                RefusalCode::CoreMissing,
                "the core module is not loaded; apply the core's own bundle first",
            ))
        }
        (_, Some(abi)) if abi == manifest.abi => Ok(()),
        (_, Some(abi)) => {
            let message = format!(
                "the update needs a core with ABI {}, and one with ABI {abi} is loaded; remove all updates, unload it and apply the newer core",
                manifest.abi
            );
            Err(Refusal::new(RefusalCode::WrongAbi, message))
        }
    }
}

fn running_build_id(sysfs: &Path) -> Option<BuildId> {
    BuildId::from_notes(&std::fs::read(sysfs.join("kernel/notes")).ok()?)
}
