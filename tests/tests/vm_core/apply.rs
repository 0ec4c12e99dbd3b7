//! Check, apply, undo, and what sysfs shows of them.

use quiesce_tests::cache;

use crate::host::Host;

/// O: built out of tree; E: not signed by the kernel's key; K: a module with livepatch relocations. Bits 12, 13 and 15.
const EXPECTED_TAINT: u64 = 1 << 12 | 1 << 13 | 1 << 15;

pub fn the_core_shows_itself(host: &mut Host) {
    host.load("quiesce");
    assert_eq!(host.sh("cat /sys/kernel/quiesce/abi").trim(), "1");
    assert_eq!(host.sh("cat /sys/kernel/quiesce/version").trim(), "0.1.0");
    let build_id = host.sh("cat /sys/kernel/quiesce/build_id");
    // The note that the running kernel carries ends with the same bytes.
    let note = host.sh("tail -c 20 /sys/kernel/notes | hexdump -v -e '1/1 \"%02x\"'");
    let notes = host.sh("hexdump -v -e '1/1 \"%02x\"' /sys/kernel/notes");
    assert!(
        note == build_id.trim() || notes.contains(build_id.trim()),
        "{build_id} is not in {notes}"
    );
    assert_eq!(host.sh("cat /sys/kernel/quiesce/last_refusal").trim(), "ok");
    assert_eq!(host.sh("uname -r").trim(), cache::KERNEL);
    assert_eq!(host.vm.taint().unwrap(), EXPECTED_TAINT);
}

pub fn an_apply_changes_behaviour_and_an_undo_restores_it(host: &mut Host) {
    host.load("first");
    let folder = "/sys/kernel/quiesce/updates/first001";
    assert_eq!(
        host.sh(&format!("cat {folder}/id {folder}/title {folder}/state")),
        "first001\nTEST: the command line reads differently\nloaded\n"
    );
    for _ in 0..3 {
        host.done("first001", "apply");
        assert_eq!(host.cmdline(), "the first update");
        for part in ["rendezvous_ns", "check_ns", "write_ns"] {
            let ns = host.pause("first001", part);
            assert!((1..1_000_000_000).contains(&ns), "{part} is {ns}");
        }
        let parts = host.pause("first001", "rendezvous_ns")
            + host.pause("first001", "check_ns")
            + host.pause("first001", "write_ns");
        assert!(parts <= host.pause("first001", "total_ns"));
        assert!(host.pause("first001", "attempts") >= 1);

        host.done("first001", "undo");
        assert!(host.cmdline().starts_with("console="));
    }
    assert_eq!(host.sh(&format!("cat {folder}/state")), "undone\n");
    host.unload("first");
}

pub fn a_check_writes_nothing(host: &mut Host) {
    host.load("first");
    host.done("first001", "check");
    assert_eq!(
        host.sh("cat /sys/kernel/quiesce/updates/first001/state"),
        "matched\n"
    );
    assert!(host.cmdline().starts_with("console="));
    assert_eq!(host.pause("first001", "total_ns"), 0);
    host.unload("first");
}

pub fn functions_are_shown(host: &mut Host) {
    host.load("second");
    let folder = "/sys/kernel/quiesce/updates/second02/functions";
    assert_eq!(
        host.sh(&format!("ls {folder}"))
            .split_whitespace()
            .collect::<Vec<_>>(),
        [
            "cmdline_proc_show",
            "loadavg_proc_show",
            "version_proc_show"
        ]
    );
    let shown = host.sh(&format!("cat {folder}/cmdline_proc_show/old_addr"));
    let symbol = host.sh("grep ' cmdline_proc_show$' /proc/kallsyms | cut -d' ' -f1");
    assert_eq!(shown.trim(), format!("0x{}", symbol.trim()));
    assert_eq!(
        host.sh(&format!("cat {folder}/cmdline_proc_show/old_size"))
            .trim(),
        "42"
    );
    let hidden = host.try_sh(&format!(
        "su nobody -c 'cat {folder}/cmdline_proc_show/old_addr'"
    ));
    assert!(
        !hidden.success(),
        "anybody can read a kernel address: {}",
        hidden.text
    );
    host.unload("second");
}

pub fn an_applied_module_cannot_be_removed(host: &mut Host) {
    host.load("first");
    host.done("first001", "apply");
    assert!(!host.try_sh("rmmod first").success());
    assert!(!host.try_sh("rmmod quiesce").success());
    assert_eq!(host.cmdline(), "the first update");
    host.done("first001", "undo");
    host.unload("first");
}

pub fn a_forced_removal_undoes_first(host: &mut Host) {
    host.load("first");
    host.load("second");
    host.done("first001", "apply");
    host.done("second02", "apply");
    // The lower one, so that it has to leave the middle of the stack.
    host.sh("rmmod -f first");
    assert_eq!(host.cmdline(), "the second update");
    host.done("second02", "undo");
    host.unload("second");
}

pub fn stages_are_refused_in_the_wrong_state(host: &mut Host) {
    host.load("first");
    host.refuses("first001", "undo", "not_applied");
    host.done("first001", "apply");
    host.refuses("first001", "apply", "already_applied");
    host.refuses("first001", "check", "already_applied");
    host.done("first001", "undo");
    host.refuses("first001", "undo", "not_applied");
    let unknown = host.try_sh("echo explode >/sys/kernel/quiesce/updates/first001/stage");
    assert!(!unknown.success());
    host.unload("first");
}
