//! The builder and the core together: the diagnostic patch, which logs each `open()`.

use crate::host::Host;

/// Opens a file of a name that nothing else uses, and counts the kernel's lines about it.
fn logged(host: &mut Host, name: &str) -> usize {
    host.sh(&format!(
        "echo >/tmp/{name}; cat /tmp/{name}; dmesg | grep -c '/tmp/{name}$' || true"
    ))
    .trim()
    .parse()
    .unwrap()
}

pub fn an_update_that_the_builder_made_works(host: &mut Host) {
    host.load("built");
    assert_eq!(logged(host, "before"), 0);
    host.done("builtnow", "apply");
    assert_eq!(logged(host, "during"), 2);
    host.done("builtnow", "undo");
    assert_eq!(logged(host, "after"), 0);
    host.sh("rmmod $(ls /sys/module | grep builtnow)");
}
