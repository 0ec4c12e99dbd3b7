//! Several updates on one function.

use crate::host::Host;

pub fn updates_stack_on_one_function(host: &mut Host) {
    host.load("first");
    host.load("second");
    host.done("first001", "apply");
    host.done("second02", "apply");
    assert_eq!(host.cmdline(), "the second update");
    assert_eq!(
        host.sh("cat /proc/version").trim(),
        "the second update's version"
    );
    assert_eq!(
        host.sh("cat /proc/loadavg").trim(),
        "the second update's load"
    );

    host.done("second02", "undo");
    assert_eq!(host.cmdline(), "the first update");
    assert!(host.sh("cat /proc/version").starts_with("Linux version"));
    host.done("first001", "undo");
    host.unload("second");
    host.unload("first");
}

pub fn an_update_below_another_is_not_undone(host: &mut Host) {
    host.load("first");
    host.load("second");
    host.done("second02", "apply");
    host.done("first001", "apply");
    assert_eq!(host.cmdline(), "the first update");

    let outcome = host.refuses("second02", "undo", "not_on_top");
    assert!(
        outcome
            .detail
            .contains("update first001 was applied over it"),
        "{outcome:?}"
    );
    assert_eq!(outcome.state, "applied");
    assert_eq!(host.cmdline(), "the first update");
    assert_eq!(
        host.sh("cat /proc/version").trim(),
        "the second update's version"
    );

    host.done("first001", "undo");
    assert_eq!(host.cmdline(), "the second update");
    host.done("second02", "undo");
    host.unload("second");
    host.unload("first");
}
