//! What a kernel says when something went wrong inside it.

/// Marks of lib/bug.c, kernel/panic.c, arch/x86/kernel/dumpstack.c, kernel/rcu/tree_stall.h, kernel/watchdog.c and
/// kernel/hung_task.c in Linux.
const MARKS: [&str; 13] = [
    "WARNING:",
    "BUG:",
    "kernel BUG at",
    "Oops",
    "Call Trace:",
    "general protection fault",
    "int3: 0000",
    "invalid opcode",
    "Kernel panic",
    "rcu_preempt detected stalls",
    "self-detected stall",
    "blocked for more than",
    "unwind stack type",
];

/// The lines of a kernel's log that carry a mark.
pub(super) fn among(log: &str) -> Vec<String> {
    let marked = |line: &&str| MARKS.iter().any(|mark| line.contains(mark));
    log.lines().filter(marked).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_warning_and_leaves_ordinary_lines() {
        let log = "[    1.0] quiesce: abcd1234 applied\n[    2.0] WARNING: CPU: 1 PID: 4 at kernel/x.c:3 f+0x1/0x2\n";
        assert_eq!(
            among(log),
            ["[    2.0] WARNING: CPU: 1 PID: 4 at kernel/x.c:3 f+0x1/0x2"]
        );
    }
}
