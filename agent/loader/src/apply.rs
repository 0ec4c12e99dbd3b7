//! Applying: verify, load, match, redirect. Whatever fails on the way, the module is unloaded again.

use std::io::Read;

use quiesce_trust::loading::{Done, Permission, Refusal, RefusalCode};
use quiesce_trust::manifest::{Manifest, MemberRole, UpdateKind, limits};

use crate::core_sysfs::{State, UpdateFolder, Verb};
use crate::enrolment::Enrolment;
use crate::kernel::Kernel;
use crate::sealed::Sealed;
use crate::seen::Seen;
use crate::serve::{Loader, Outcome};
use crate::verify;

/// Applies the bundle that `input` holds, when everything about it is in order.
pub fn apply<K: Kernel>(
    loader: &Loader<K>,
    offer: Option<Box<Permission>>,
    input: impl Read,
    size: u64,
    check_only: bool,
) -> Result<Outcome, Refusal> {
    let enrolment = Enrolment::read(&loader.places)?;
    let mut seen = Seen::read(&loader.places.state_dir)?;
    seen.admit_root(enrolment.root.version)?;

    let file = Sealed::from_reader(input, size, limits::BUNDLE as u64)?;
    let bytes = file.read()?;
    let bundle = verify::bundle(&bytes, &enrolment.root)?;
    let manifest = bundle.manifest();
    let offer = offer.ok_or_else(|| no_permit(manifest))?;
    verify::permit(&bundle, &offer, &enrolment, &mut seen, loader.now)?;
    verify::log(&bundle, &offer, &enrolment.root, &mut seen)?;
    verify::target(manifest, loader)?;
    seen.write(&loader.places.state_dir)?;

    let module = bundle.member(MemberRole::Module).ok_or_else(|| {
        Refusal::new(
            RefusalCode::MalformedBundle,
            "the bundle holds no kernel module",
        )
    })?;
    let module = Sealed::from_reader(module, module.len() as u64, limits::BUNDLE as u64)?;
    let outcome = |now, pause| Outcome {
        id: manifest.id.clone(),
        now,
        pause,
    };
    match manifest.kind {
        UpdateKind::Core if check_only => Ok(outcome(Done::Checked, None)),
        UpdateKind::Core => {
            load_core(loader, manifest, &module).map(|()| outcome(Done::Applied, None))
        }
        UpdateKind::Security | UpdateKind::BugFix | UpdateKind::Diagnostic => {
            let folder = load_update(loader, manifest, &module)?;
            let verbs: &[Verb] = if check_only {
                &[Verb::Check]
            } else {
                &[Verb::Check, Verb::Apply]
            };
            for verb in verbs {
                folder
                    .stage(&loader.kernel, *verb)
                    .map_err(|r| unload(loader, manifest, r))?;
            }
            if check_only {
                loader
                    .kernel
                    .unload(&manifest.module_name)
                    .map_err(|e| left_behind(manifest, &e))?;
                return Ok(outcome(Done::Checked, None));
            }
            Ok(outcome(Done::Applied, folder.pause()))
        }
    }
}

/// Loads the core and sees that it is the one that was promised.
fn load_core<K: Kernel>(
    loader: &Loader<K>,
    manifest: &Manifest,
    module: &Sealed,
) -> Result<(), Refusal> {
    loader
        .kernel
        .load(module.fd())
        .map_err(|error| loader.core().load_refusal(&error))?;
    match loader.core().abi() {
        Some(abi) if abi == manifest.abi => Ok(()),
        found => {
            let found = found.map_or("none".to_owned(), |abi| abi.to_string());
            let message = format!(
                "the core says ABI {found} where its manifest says {}; tell its release manager",
                manifest.abi
            );
            Err(unload(
                loader,
                manifest,
                Refusal::new(RefusalCode::WrongAbi, message),
            ))
        }
    }
}

/// Loads an update's module fresh. One that was undone and stayed is taken out first: the bytes that were verified
/// now are the ones that shall run.
fn load_update<K: Kernel>(
    loader: &Loader<K>,
    manifest: &Manifest,
    module: &Sealed,
) -> Result<UpdateFolder, Refusal> {
    if let Some(old) = loader.core().update(&manifest.id) {
        if old.state()? == State::Applied {
            let message = format!(
                "update {} is in force already; there is nothing to do",
                manifest.id
            );
            return Err(Refusal::new(RefusalCode::AlreadyApplied, message));
        }
        loader
            .kernel
            .unload(&manifest.module_name)
            .map_err(|e| left_behind(manifest, &e))?;
    }
    loader
        .kernel
        .load(module.fd())
        .map_err(|error| loader.core().load_refusal(&error))?;
    loader.core().update(&manifest.id).ok_or_else(|| {
        let message = format!(
            "the module of {} loaded but did not register with the core; tell its release manager",
            manifest.id
        );
        unload(
            loader,
            manifest,
            Refusal::new(RefusalCode::ModuleRejected, message),
        )
    })
}

/// Takes the module out again and passes the reason on. Should that fail too, the reason says so.
fn unload<K: Kernel>(loader: &Loader<K>, manifest: &Manifest, mut reason: Refusal) -> Refusal {
    if let Err(error) = loader.kernel.unload(&manifest.module_name) {
        let left = format!(
            "; module {} could not be unloaded ({error}) and stays, without effect",
            manifest.module_name
        );
        reason.message.push_str(&left);
    }
    reason
}

fn left_behind(manifest: &Manifest, error: &std::io::Error) -> Refusal {
    let message = format!(
        "module {} is loaded, not in force, and cannot be unloaded ({error}); see who uses it with lsmod",
        manifest.module_name
    );
    Refusal::new(RefusalCode::Conflict, message)
}

fn no_permit(manifest: &Manifest) -> Refusal {
    let message = format!(
        "no permit names update {} for this host; a window that covers it must be approved first",
        manifest.id
    );
    Refusal::new(RefusalCode::NoPermit, message)
}
