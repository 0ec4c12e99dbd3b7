//! What must not be loaded or applied.

use crate::host::Host;

pub fn spoilt_tables_are_refused(host: &mut Host) {
    let cases = [
        ("abi", "malformed: the update speaks ABI 2, the core 1"),
        ("id", "malformed: the id is not"),
        ("short-id", "malformed: the id is not"),
        ("title", "malformed: no title"),
        ("owner", "malformed: no owner"),
        ("no-functions", "malformed: no function"),
        ("twice", "malformed: cmdline_proc_show: listed twice"),
        ("mask-order", "malformed: cmdline_proc_show: its masks"),
        ("mask-outside", "malformed: cmdline_proc_show: its masks"),
        ("mask-huge", "malformed: cmdline_proc_show: its masks"),
        ("fixup-in-mask", "malformed: cmdline_proc_show: its fixups"),
        ("fixup-kind", "malformed: cmdline_proc_show: its fixups"),
        ("text", "malformed: cmdline_proc_show: its address"),
        (
            "no-room",
            "unsupported: cmdline_proc_show: 9 bytes leave no room",
        ),
        (
            "jump",
            "malformed: cmdline_proc_show: a jump cannot stand at offset 6",
        ),
        (
            "replacement",
            "malformed: cmdline_proc_show: its replacement is not in",
        ),
        (
            "module",
            "unsupported: cmdline_proc_show: functions of modules",
        ),
        ("rodata-outside", "malformed: a read-only span is not in"),
    ];
    for (spoil, reason) in cases {
        let refusal = host.refused("malformed", &format!("spoil={spoil}"));
        assert!(refusal.starts_with(reason), "{spoil}: {refusal}");
    }
    // And the good one is good.
    host.load("malformed");
    assert_eq!(host.sh("cat /sys/kernel/quiesce/last_refusal"), "ok\n");
    host.done("spoilt04", "check");
    host.unload("malformed");
}

pub fn an_update_of_another_kernel_is_refused(host: &mut Host) {
    let refusal = host.refused("malformed", "spoil=release");
    assert!(
        refusal.starts_with("wrong_kernel: built for release 5.10.0-1-amd64"),
        "{refusal}"
    );
    let refusal = host.refused("malformed", "spoil=build-id");
    assert!(
        refusal.starts_with("wrong_kernel: built for build id "),
        "{refusal}"
    );
}

pub fn a_byte_that_differs_is_refused(host: &mut Host) {
    for (spoil, place) in [
        ("byte", "cmdline_proc_show+0x14: expected"),
        ("rodata-byte", "read-only data 0+0x3: expected"),
    ] {
        host.sh(&format!("insmod /lib/quiesce/malformed.ko spoil={spoil}"));
        for stage in ["check", "apply"] {
            let outcome = host.refuses("spoilt04", stage, "no_match");
            assert!(outcome.detail.starts_with(place), "{outcome:?}");
            assert_eq!(outcome.state, "loaded");
        }
        assert!(host.cmdline().starts_with("console="));
        host.unload("malformed");
    }
}

pub fn the_same_id_cannot_be_loaded_twice(host: &mut Host) {
    host.load("first");
    let again = host.try_sh(
        "sed s/first001/first001/ /lib/quiesce/first.ko >/tmp/again.ko && insmod /tmp/again.ko",
    );
    assert!(!again.success());
    host.unload("first");
}
