//! Others who probe, trace or patch the same functions.

use crate::host::Host;

const TRACING: &str = "/sys/kernel/tracing";

/// How many times the probe `quiesce_test` was hit: lines of the trace.
fn hits(host: &mut Host) -> usize {
    host.sh(&format!("grep -c quiesce_test: {TRACING}/trace || true"))
        .trim()
        .parse()
        .unwrap()
}

fn set_probe(host: &mut Host, place: &str) {
    host.sh(&format!(
        "cd {TRACING} && echo >trace && echo 'p:quiesce_test {place}' >kprobe_events && echo 1 >events/kprobes/enable"
    ));
}

fn remove_probe(host: &mut Host) {
    host.sh(&format!(
        "cd {TRACING} && echo 0 >events/kprobes/enable && echo >kprobe_events"
    ));
}

pub fn a_kprobe_on_the_entry_keeps_working(host: &mut Host) {
    host.load("first");
    set_probe(host, "cmdline_proc_show");
    host.done("first001", "apply");
    assert_eq!(host.cmdline(), "the first update");
    assert_eq!(hits(host), 1);
    host.done("first001", "undo");
    assert!(host.cmdline().starts_with("console="));
    assert_eq!(hits(host), 2);
    remove_probe(host);

    // And set while the update is applied.
    host.done("first001", "apply");
    set_probe(host, "cmdline_proc_show");
    assert_eq!(host.cmdline(), "the first update");
    assert_eq!(hits(host), 1);
    remove_probe(host);
    assert_eq!(host.cmdline(), "the first update");
    host.done("first001", "undo");
    host.unload("first");
}

pub fn a_kprobe_in_the_function_is_a_conflict(host: &mut Host) {
    host.load("first");
    // +5 is the first instruction of the jump's bytes; +0x10 a call further on.
    for place in ["cmdline_proc_show+0x5", "cmdline_proc_show+0x10"] {
        set_probe(host, place);
        let outcome = host.refuses("first001", "apply", "conflict");
        assert!(
            outcome
                .detail
                .starts_with(&format!("{place}: a kprobe is there")),
            "{outcome:?}"
        );
        assert!(host.cmdline().starts_with("console="));
        assert_eq!(hits(host), 1, "the probe was hurt");
        remove_probe(host);
    }
    host.done("first001", "apply");
    host.done("first001", "undo");
    host.unload("first");
}

pub fn a_kprobe_on_our_jump_is_a_conflict(host: &mut Host) {
    host.load("first");
    host.done("first001", "apply");
    set_probe(host, "cmdline_proc_show+0x5");
    host.refuses("first001", "undo", "conflict");
    assert_eq!(host.cmdline(), "the first update");
    remove_probe(host);
    host.done("first001", "undo");
    host.unload("first");
}

pub fn the_function_tracer_keeps_working(host: &mut Host) {
    let trace = |host: &mut Host| {
        host.sh(&format!(
            "cd {TRACING} && echo >trace && cat /proc/cmdline >/dev/null && grep -c 'cmdline_proc_show <-' trace || true"
        ))
    };
    host.load("first");
    host.sh(&format!(
        "cd {TRACING} && echo cmdline_proc_show >set_ftrace_filter && echo function >current_tracer"
    ));
    assert_eq!(trace(host).trim(), "1");
    host.done("first001", "apply");
    assert_eq!(trace(host).trim(), "1");
    assert_eq!(host.cmdline(), "the first update");
    host.done("first001", "undo");
    assert_eq!(trace(host).trim(), "1");
    host.sh(&format!(
        "cd {TRACING} && echo nop >current_tracer && echo >set_ftrace_filter && echo >trace"
    ));

    // The core itself traced, and what it calls on the stopped CPUs. (All functions would take an emulator minutes.)
    host.sh(&format!(
        "cd {TRACING} && for what in ':mod:quiesce' '*stop_machine*' 'multi_cpu_stop' 'text_poke*' 'unwind_*'; do
             echo \"$what\" >>set_ftrace_filter || exit 1
         done
         echo function >current_tracer"
    ));
    for _ in 0..3 {
        host.done("first001", "apply");
        host.done("first001", "undo");
    }
    let traced = host.sh(&format!(
        "grep -c 'stacks_check <-' {TRACING}/trace || true"
    ));
    assert_eq!(traced.trim(), "6", "the core was not traced in each stop");
    host.sh(&format!(
        "cd {TRACING} && echo nop >current_tracer && echo >set_ftrace_filter && echo >trace"
    ));
    host.unload("first");
}

pub fn a_livepatch_is_a_conflict(host: &mut Host) {
    host.load("first");
    host.load("other_livepatch");
    assert_eq!(host.cmdline(), "a livepatch");
    let outcome = host.refuses("first001", "apply", "conflict");
    assert!(
        outcome.detail.contains("a livepatch owns it"),
        "{outcome:?}"
    );
    assert_eq!(host.cmdline(), "a livepatch");

    host.sh(
        "echo 0 >/sys/kernel/livepatch/other_livepatch/enabled
         for i in $(seq 100); do test -e /sys/kernel/livepatch/other_livepatch || break; sleep 0.2; done
         rmmod other_livepatch",
    );
    host.done("first001", "apply");
    assert_eq!(host.cmdline(), "the first update");
    host.done("first001", "undo");
    host.unload("first");
}

pub fn code_that_others_rewrite_is_left_alone(host: &mut Host) {
    host.load("sites");
    let outcome = host.refuses("statcall", "apply", "conflict");
    assert!(
        outcome
            .detail
            .ends_with("a static call lies in the jump's bytes"),
        "{outcome:?}"
    );
    let outcome = host.refuses("jumplabl", "apply", "conflict");
    assert!(
        outcome
            .detail
            .ends_with("a jump label lies in the jump's bytes"),
        "{outcome:?}"
    );
    let outcome = host.refuses("nobreakp", "apply", "unsupported");
    assert!(
        outcome.detail.starts_with("notify_die: it runs where"),
        "{outcome:?}"
    );
    host.unload("sites");
}
