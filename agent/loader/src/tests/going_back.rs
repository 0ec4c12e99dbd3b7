//! Undo and remove.

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Answer, Ask, Done, RefusalCode};
use rustix::io::Errno;

use super::fake_kernel::FakeKernel;
use super::signed::{Facility, ID, apply, refused};
use crate::core_sysfs::Verb;
use crate::serve::Loader;

fn id() -> UpdateId {
    ID.parse().unwrap()
}

fn undo(loader: &Loader<FakeKernel>) -> Answer {
    loader.answer(Ask::Undo { id: id() }, &[][..])
}

fn remove(loader: &Loader<FakeKernel>) -> Answer {
    loader.answer(Ask::Remove { id: id() }, &[][..])
}

fn applied(facility: &Facility, kernel: FakeKernel) -> Loader<FakeKernel> {
    kernel.load_core(1);
    let loader = facility.loader(kernel);
    let bundle = facility.bundle();
    let answer = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    assert!(matches!(answer, Answer::Done { .. }), "{answer:?}");
    loader
}

#[test]
fn undo_then_remove() {
    let facility = Facility::new();
    let loader = applied(&facility, facility.kernel());
    assert!(matches!(
        undo(&loader),
        Answer::Done {
            now: Done::Undone,
            pause: Some(_),
            ..
        }
    ));
    assert_eq!(loader.kernel.updates(), ["k3j9x2ab undone"]);
    assert_eq!(refused(undo(&loader)), RefusalCode::NotApplied);
    assert!(matches!(
        remove(&loader),
        Answer::Done {
            now: Done::Removed,
            pause: None,
            ..
        }
    ));
    assert_eq!(refused(remove(&loader)), RefusalCode::NotLoaded);
}

#[test]
fn remove_undoes_what_is_in_force() {
    let facility = Facility::new();
    let loader = applied(&facility, facility.kernel());
    assert!(matches!(
        remove(&loader),
        Answer::Done {
            now: Done::Removed,
            pause: Some(_),
            ..
        }
    ));
    assert!(loader.kernel.updates().is_empty());
}

#[test]
fn a_busy_undo_leaves_the_update_in_force() {
    let facility = Facility::new();
    let kernel = FakeKernel {
        fails: Some((Verb::Undo, "busy", Errno::BUSY)),
        ..facility.kernel()
    };
    let loader = applied(&facility, kernel);
    assert_eq!(refused(remove(&loader)), RefusalCode::Busy);
    assert_eq!(loader.kernel.updates(), ["k3j9x2ab applied"]);
}
