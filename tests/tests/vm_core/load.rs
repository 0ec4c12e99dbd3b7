//! Many times in a row, while the machine has other things to do.

use std::time::Duration;

use crate::host::Host;

/// Two loops that fork, one that reads and writes files, one that calls the function itself. They end with their file.
const LOAD: &str = "
touch /run/load
for i in 1 2; do
    (while test -e /run/load; do sh -c 'true | cat'; done) </dev/null >/dev/null 2>&1 &
done
(while test -e /run/load; do cp /bin/busybox /tmp/copy; cat /tmp/copy; done) </dev/null >/dev/null 2>&1 &
(while test -e /run/load; do cat /proc/cmdline /proc/version; done) </dev/null >/dev/null 2>&1 &
";

/// Prints the pause of each apply and undo as `pause/PART:FIGURE`, and `failed` where one did not succeed.
const ROUNDS: &str = "
cd /sys/kernel/quiesce/updates/second02
for i in $(seq 100); do
    for stage in apply undo; do
        if echo $stage >stage; then grep . pause/*; else echo failed $(cat abort/code abort/detail); fi
    done
done
";

pub fn two_hundred_under_load(host: &mut Host) {
    host.load("second");
    host.sh(LOAD);
    let said = host.run_within(ROUNDS, Duration::from_secs(600));
    host.sh("rm /run/load; sleep 1");

    let failed: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("failed"))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    let retried = figures(&said, "attempts")
        .iter()
        .filter(|attempts| **attempts > 1)
        .count();
    println!(
        "        200 applies and undos under load: 0 failed, {retried} retried; in microseconds:"
    );
    for part in ["rendezvous", "check", "write", "total"] {
        let sorted = figures(&said, &format!("{part}_ns"));
        assert_eq!(sorted.len(), 200);
        println!(
            "        {part:<10}  median {:>6}  worst {:>6}",
            sorted[100] / 1000,
            sorted[199] / 1000
        );
    }
    host.unload("second");
}

/// Every figure of this name, in ascending order.
fn figures(said: &str, name: &str) -> Vec<u64> {
    let prefix = format!("pause/{name}:");
    let mut figures: Vec<u64> = said
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .map(|figure| figure.parse().unwrap())
        .collect();
    figures.sort_unstable();
    figures
}
