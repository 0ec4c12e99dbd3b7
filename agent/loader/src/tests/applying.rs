//! What is in order gets done, and what the kernel says on the way is passed on.

use quiesce_trust::loading::{Answer, Ask, Done, Pause, RefusalCode};
use rustix::io::Errno;

use super::fake_kernel::FakeKernel;
use super::signed::{Facility, ID, apply, refused};
use crate::core_sysfs::Verb;

#[test]
fn an_update_is_loaded_checked_and_applied() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let answer = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    let pause = Pause {
        rendezvous_ns: 9,
        check_ns: 20,
        write_ns: 30,
        total_ns: 60,
    };
    let done = Answer::Done {
        id: ID.parse().unwrap(),
        now: Done::Applied,
        pause: Some(pause),
    };
    assert_eq!(answer, done);
    assert_eq!(
        *loader.kernel.events.borrow(),
        ["load update k3j9x2ab", "stage check", "stage apply"]
    );
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::AlreadyApplied
    );
}

#[test]
fn the_same_over_the_socket_protocol() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let ask = Ask::Apply {
        offer: Some(Box::new(facility.offer(&bundle))),
        bundle_size: bundle.len() as u64,
        check_only: false,
    };
    let mut wire = serde_json::to_vec(&ask).unwrap();
    wire.push(b'\n');
    wire.extend_from_slice(&bundle);
    let answer = loader.answer_one(&wire[..]);
    assert!(
        matches!(
            answer,
            Answer::Done {
                now: Done::Applied,
                ..
            }
        ),
        "{answer:?}"
    );
    assert_eq!(
        refused(loader.answer_one(&b"{\"ask\":\"nothing\"}\n"[..])),
        RefusalCode::MalformedOffer
    );
    assert_eq!(
        refused(loader.answer_one(&wire[..wire.len() - 1])),
        RefusalCode::Io
    );
}

#[test]
fn a_dry_run_leaves_nothing_behind() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    let ask = Ask::Apply {
        offer: Some(Box::new(facility.offer(&bundle))),
        bundle_size: bundle.len() as u64,
        check_only: true,
    };
    let answer = loader.answer(ask, &bundle[..]);
    assert!(
        matches!(
            answer,
            Answer::Done {
                now: Done::Checked,
                pause: None,
                ..
            }
        ),
        "{answer:?}"
    );
    assert!(loader.kernel.updates().is_empty());
}

#[test]
fn one_that_was_undone_is_loaded_afresh() {
    let facility = Facility::new();
    let loader = facility.ready();
    let bundle = facility.bundle();
    apply(&loader, &bundle, Some(facility.offer(&bundle)));
    loader.answer(
        Ask::Undo {
            id: ID.parse().unwrap(),
        },
        &[][..],
    );
    loader.kernel.events.borrow_mut().clear();
    apply(&loader, &bundle, Some(facility.offer(&bundle)));
    let events = [
        "unload quiesce_k3j9x2ab",
        "load update k3j9x2ab",
        "stage check",
        "stage apply",
    ];
    assert_eq!(*loader.kernel.events.borrow(), events);
}

#[test]
fn busy_names_the_tasks_and_unloads() {
    let facility = Facility::new();
    let loader = facility.loader(FakeKernel {
        fails: Some((Verb::Apply, "busy", Errno::BUSY)),
        ..facility.kernel()
    });
    loader.kernel.load_core(1);
    let bundle = facility.bundle();
    let answer = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    insta::assert_json_snapshot!(answer, @r#"
    {
      "answer": "refused",
      "code": "busy",
      "message": "inet_sendmsg: 1 task is in it; it will be possible when they have left it: try again",
      "tasks": [
        "dcache (812) in inet_sendmsg+0x1c"
      ]
    }
    "#);
    assert!(loader.kernel.updates().is_empty());
    assert_eq!(
        loader.kernel.events.borrow().last().unwrap(),
        "unload quiesce_k3j9x2ab"
    );
}

#[test]
fn every_abort_of_the_core_is_passed_on_and_the_module_unloaded() {
    let codes = [
        (Verb::Check, "no_match", Errno::ILSEQ, RefusalCode::NoMatch),
        (
            Verb::Check,
            "conflict",
            Errno::ADDRINUSE,
            RefusalCode::Conflict,
        ),
        (
            Verb::Check,
            "unsupported",
            Errno::OPNOTSUPP,
            RefusalCode::Unsupported,
        ),
        (
            Verb::Apply,
            "out_of_memory",
            Errno::NOMEM,
            RefusalCode::OutOfMemory,
        ),
        (
            Verb::Apply,
            "not_on_top",
            Errno::NOTEMPTY,
            RefusalCode::NotOnTop,
        ),
        (
            Verb::Apply,
            "something_new",
            Errno::INVAL,
            RefusalCode::CoreRefused,
        ),
        (Verb::Apply, "ok", Errno::IO, RefusalCode::Io),
    ];
    for (verb, code, errno, expected) in codes {
        let facility = Facility::new();
        let loader = facility.loader(FakeKernel {
            fails: Some((verb, code, errno)),
            ..facility.kernel()
        });
        loader.kernel.load_core(1);
        let bundle = facility.bundle();
        assert_eq!(
            refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
            expected
        );
        assert!(loader.kernel.updates().is_empty());
    }
}

#[test]
fn a_module_that_does_not_load_says_why() {
    let reasons = [
        (Errno::KEYREJECTED, "", RefusalCode::ModuleKeyRejected),
        (Errno::NOEXEC, "", RefusalCode::ModuleRejected),
        (Errno::PERM, "", RefusalCode::NotPrivileged),
        (
            Errno::NOEXEC,
            "wrong_kernel: built for 6.1.0-50\n",
            RefusalCode::WrongKernel,
        ),
        (
            Errno::INVAL,
            "malformed: no functions\n",
            RefusalCode::ModuleRejected,
        ),
    ];
    for (errno, last_refusal, expected) in reasons {
        let facility = Facility::new();
        let loader = facility.loader(FakeKernel {
            load_fails: Some((errno, last_refusal)),
            ..facility.kernel()
        });
        loader.kernel.load_core(1);
        let bundle = facility.bundle();
        assert_eq!(
            refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
            expected
        );
    }
}

#[test]
fn the_core_is_loaded_once_and_must_be_what_it_says() {
    let facility = Facility::new().core();
    let loader = facility.loader(facility.kernel());
    let bundle = facility.bundle();
    let answer = apply(&loader, &bundle, Some(facility.offer(&bundle)));
    assert!(
        matches!(
            answer,
            Answer::Done {
                now: Done::Applied,
                pause: None,
                ..
            }
        ),
        "{answer:?}"
    );
    assert_eq!(
        refused(apply(&loader, &bundle, Some(facility.offer(&bundle)))),
        RefusalCode::AlreadyApplied
    );

    let mut newer = Facility::new().core();
    newer.manifest.abi = 2;
    let bundle = newer.bundle();
    let loader = newer.loader(newer.kernel());
    assert_eq!(
        refused(apply(&loader, &bundle, Some(newer.offer(&bundle)))),
        RefusalCode::WrongAbi
    );
    assert_eq!(
        *loader.kernel.events.borrow(),
        ["load core", "unload quiesce"]
    );
}
