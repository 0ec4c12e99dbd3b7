//! A function that a thread sleeps in cannot be replaced, nor a replacement undone, until it has left.

use crate::host::Host;

const START: &str = "pause-forever </dev/null >/dev/null 2>&1 & echo $! >/run/sleeper; sleep 0.3";
const KILL: &str = "kill -KILL $(cat /run/sleeper); sleep 0.3";

pub fn a_sleeping_thread_makes_it_busy(host: &mut Host) {
    host.load("sleeper");
    host.sh(START);
    for stage in ["check", "apply"] {
        let outcome = host.refuses("sleeper3", stage, "busy");
        assert!(outcome.tasks.contains("\tpause-forever\t"), "{outcome:?}");
        assert!(outcome.tasks.contains("sys_pause+0x"), "{outcome:?}");
        assert!(outcome.detail.starts_with("pause-forever ("), "{outcome:?}");
        assert!(
            outcome
                .detail
                .ends_with("in the last of 12 attempts; nothing was changed"),
            "{outcome:?}"
        );
        assert_eq!(outcome.state, "loaded");
    }
    host.sh(KILL);

    host.done("sleeper3", "apply");
    assert_eq!(
        host.sh("cat /sys/kernel/quiesce/updates/sleeper3/abort/tasks"),
        ""
    );
    host.sh(START);
    let outcome = host.refuses("sleeper3", "undo", "busy");
    assert!(outcome.tasks.contains("sleeper_pause+0x"), "{outcome:?}");
    assert_eq!(outcome.state, "applied");
    host.sh(KILL);
    host.done("sleeper3", "undo");
    host.unload("sleeper");
}
