//! The core on the stock kernel: one boot, many checks, each of which leaves the kernel as it found it.
//!
//! The core is the one that hosts get, built by `quiesce-build core`; the updates are small ones written by hand against
//! the ABI header (`kmod/`), with tables that the test takes from the kernel's vmlinux.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod apply;
mod built;
mod conflict;
mod host;
mod load;
mod modules;
mod refusal;
mod sleeper;
mod stack;
mod vmlinux;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use host::Host;

/// What is checked, in words, and the check.
type Check = (&'static str, fn(&mut Host));

const CHECKS: [Check; 22] = [
    ("the core shows itself", apply::the_core_shows_itself),
    (
        "an apply changes behaviour and an undo restores it",
        apply::an_apply_changes_behaviour_and_an_undo_restores_it,
    ),
    ("a check writes nothing", apply::a_check_writes_nothing),
    ("functions are shown", apply::functions_are_shown),
    (
        "an applied module cannot be removed",
        apply::an_applied_module_cannot_be_removed,
    ),
    (
        "a forced removal undoes first",
        apply::a_forced_removal_undoes_first,
    ),
    (
        "stages are refused in the wrong state",
        apply::stages_are_refused_in_the_wrong_state,
    ),
    (
        "spoilt tables are refused",
        refusal::spoilt_tables_are_refused,
    ),
    (
        "an update of another kernel is refused",
        refusal::an_update_of_another_kernel_is_refused,
    ),
    (
        "a byte that differs is refused",
        refusal::a_byte_that_differs_is_refused,
    ),
    (
        "the same update cannot be loaded twice",
        refusal::the_same_id_cannot_be_loaded_twice,
    ),
    (
        "updates stack on one function",
        stack::updates_stack_on_one_function,
    ),
    (
        "an update below another is not undone",
        stack::an_update_below_another_is_not_undone,
    ),
    (
        "a kprobe on the entry keeps working",
        conflict::a_kprobe_on_the_entry_keeps_working,
    ),
    (
        "a kprobe in the function is a conflict",
        conflict::a_kprobe_in_the_function_is_a_conflict,
    ),
    (
        "a kprobe on our jump is a conflict",
        conflict::a_kprobe_on_our_jump_is_a_conflict,
    ),
    (
        "the function tracer keeps working",
        conflict::the_function_tracer_keeps_working,
    ),
    (
        "a livepatch is a conflict",
        conflict::a_livepatch_is_a_conflict,
    ),
    (
        "code that others rewrite is left alone",
        conflict::code_that_others_rewrite_is_left_alone,
    ),
    (
        "an update that the builder made works",
        built::an_update_that_the_builder_made_works,
    ),
    (
        "a sleeping thread makes it busy",
        sleeper::a_sleeping_thread_makes_it_busy,
    ),
    (
        "200 applies and undos under load",
        load::two_hundred_under_load,
    ),
];

#[test]
fn core_on_the_stock_kernel() {
    let mut host = Host::boot();
    let mut failed = Vec::new();
    // To work on one of them: part of its name. The first is what brings the core up.
    let wanted = std::env::var("QUIESCE_CORE_CHECK").unwrap_or_default();
    let chosen = CHECKS
        .iter()
        .enumerate()
        .filter(|(index, (name, _))| *index == 0 || name.contains(&wanted));
    for (_, (name, check)) in chosen {
        let begin = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            check(&mut host);
            host.assert_untouched();
        }));
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!(
            "{verdict:>6}  {:>5} ms  {name}",
            begin.elapsed().as_millis()
        );
        if outcome.is_err() {
            // What comes after would only fail because of this.
            failed.push(name);
            println!("{}", host.vm.kernel_log().unwrap_or_default());
            break;
        }
    }
    assert!(failed.is_empty(), "failed: {failed:?}");

    host.unload("quiesce");
    assert!(!host.try_sh("test -e /sys/kernel/quiesce").success());
    assert_eq!(host.vm.kernel_warnings().unwrap(), Vec::<String>::new());
    host.vm.power_off().unwrap();
}
