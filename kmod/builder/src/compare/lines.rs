//! Line numbers in code.
//!
//! A patch moves what lies below it, and with it every `__LINE__`. A number that is handed to a function as the line it
//! was called from is not behaviour. Such a number is skipped in three cases, and only when the next call is to the same
//! function on both sides: it is loaded into the argument that takes the line of a function on a closed list; the argument
//! before it is the name of a source file (`"net/core/dev.c", 123`); or debug information of both objects says that it
//! is the line of the instruction that loads it, or of the call. In strings, the number in `FILE.c:123` is skipped.
//! Line numbers in `__bug_table` and in dynamic debugging's descriptors are skipped where those are compared.

use std::borrow::Cow;

use iced_x86::Register;

use crate::elf::{Code, Insn, Place};

use super::names::stem;
use super::side::Side;

/// How many instructions may lie between the load and the call.
const REACH: usize = 16;

/// Functions that take the line of their call, and the registers it may be in (System V ABI; the argument moved
/// between kernel series for some).
const TAKES_LINE: &[(&str, &[Register])] = &[
    ("__might_sleep", &[Register::ESI]),
    ("___might_sleep", &[Register::ESI]),
    ("__might_resched", &[Register::ESI]),
    ("__might_fault", &[Register::ESI]),
    ("__cant_sleep", &[Register::ESI]),
    ("__cant_migrate", &[Register::ESI]),
    ("lockdep_rcu_suspicious", &[Register::ESI]),
    ("warn_slowpath_fmt", &[Register::ESI]),
    ("warn_slowpath_fmt_taint", &[Register::ESI]),
    ("warn_slowpath_null", &[Register::ESI]),
    ("__ext4_error", &[Register::EDX]),
    ("__ext4_error_inode", &[Register::EDX]),
    ("__ext4_error_file", &[Register::EDX]),
    ("__ext4_std_error", &[Register::EDX]),
    ("__ext4_warning", &[Register::EDX]),
    ("__ext4_warning_inode", &[Register::EDX]),
    ("__ext4_grp_locked_error", &[Register::ESI]),
    ("__ext4_journal_start_sb", &[Register::ESI, Register::EDX]),
    ("__ext4_journal_start_reserved", &[Register::ESI]),
    ("__ext4_journal_stop", &[Register::ESI]),
    ("__ext4_journal_get_write_access", &[Register::ESI]),
    ("__ext4_journal_get_create_access", &[Register::ESI]),
    ("__ext4_handle_dirty_metadata", &[Register::ESI]),
    ("__ext4_forget", &[Register::ESI]),
    ("__ext4_iget", &[Register::R8D]),
    ("__ext4_xattr_check_block", &[Register::ECX]),
    ("__xattr_check_inode", &[Register::R8D]),
    ("__ext4_mark_inode_dirty", &[Register::ECX]),
    ("ext4_check_blockref", &[Register::ESI]),
    ("__btrfs_handle_fs_error", &[Register::EDX]),
    ("__btrfs_abort_transaction", &[Register::EDX]),
    ("__btrfs_panic", &[Register::EDX]),
    ("btrfs_assertfail", &[Register::EDX]),
];

/// Whether two instructions differ only in the line number that they load for a call.
pub(crate) fn differ_in_line_only(
    (a, code_a, at_a): (&Side<'_, '_>, &Code<'_>, usize),
    (b, code_b, at_b): (&Side<'_, '_>, &Code<'_>, usize),
) -> bool {
    let (Some(old), Some(new)) = (code_a.insns.get(at_a), code_b.insns.get(at_b)) else {
        return false;
    };
    if !same_but_immediate(old, new) {
        return false;
    }
    let (Some(old_callee), Some(new_callee)) =
        (next_callee(a, code_a, at_a), next_callee(b, code_b, at_b))
    else {
        return false;
    };
    let listed = TAKES_LINE
        .iter()
        .any(|(name, registers)| *name == old_callee && registers.contains(&old.target));
    old_callee == new_callee
        && (listed
            || (follows_file(code_a, at_a) && follows_file(code_b, at_b))
            || (is_own_line(a, code_a, at_a) && is_own_line(b, code_b, at_b)))
}

/// Whether debug information gives the number that an instruction loads as the line of that instruction or of the call.
fn is_own_line(side: &Side<'_, '_>, code: &Code<'_>, at: usize) -> bool {
    let Some(number) = code.insns.get(at).and_then(|insn| insn.immediate) else {
        return false;
    };
    let call = code
        .insns
        .iter()
        .skip(at + 1)
        .take(REACH)
        .find(|insn| insn.is_branch);
    code.insns.get(at).into_iter().chain(call).any(|insn| {
        let line = side.debug.line_at(code.section, code.start + insn.offset);
        line.is_some_and(|line| u64::from(line) == number.value)
    })
}

/// The registers of integer arguments, as a load of 32 bits and of 64 bits names them, in their order.
const ARGUMENTS: &[(Register, Register)] = &[
    (Register::EDI, Register::RDI),
    (Register::ESI, Register::RSI),
    (Register::EDX, Register::RDX),
    (Register::ECX, Register::RCX),
    (Register::R8D, Register::R8),
    (Register::R9D, Register::R9),
];

/// Whether the argument before the one that is loaded at `at` is the name of a source file.
fn follows_file(code: &Code<'_>, at: usize) -> bool {
    let Some(insn) = code.insns.get(at) else {
        return false;
    };
    let argument = ARGUMENTS.iter().position(|(half, _)| *half == insn.target);
    let Some((half, whole)) = argument.and_then(|index| ARGUMENTS.get(index.checked_sub(1)?))
    else {
        return false;
    };
    let before = code.insns[..at]
        .iter()
        .rev()
        .take(REACH)
        .take_while(|insn| !insn.is_branch);
    let after = code.insns[at + 1..]
        .iter()
        .take(REACH)
        .take_while(|insn| !insn.is_branch);
    before.chain(after).filter(|insn| insn.target == *half || insn.target == *whole).any(|insn| {
        insn.references.iter().any(|reference| matches!(reference.place, Place::Text(text) if text.ends_with(b".c") || text.ends_with(b".h")))
    })
}

/// A string without the numbers that follow a source file's name and a colon.
pub(crate) fn without_lines(text: &[u8]) -> Cow<'_, [u8]> {
    let marked = |at: usize| text[..at].ends_with(b".c:") || text[..at].ends_with(b".h:");
    if !(3..=text.len()).any(marked) {
        return Cow::Borrowed(text);
    }
    let mut kept = Vec::with_capacity(text.len());
    let mut skipping = false;
    for (at, byte) in text.iter().enumerate() {
        skipping = byte.is_ascii_digit() && (skipping || marked(at));
        if !skipping {
            kept.push(*byte);
        }
    }
    Cow::Owned(kept)
}

fn same_but_immediate(old: &Insn<'_>, new: &Insn<'_>) -> bool {
    let (Some(x), Some(y)) = (old.immediate, new.immediate) else {
        return false;
    };
    if old.opcode != new.opcode || old.length != new.length || (x.at, x.width) != (y.at, y.width) {
        return false;
    }
    let outside = |index: usize| index < x.at || index >= x.at + x.width;
    (0..old.bytes.len())
        .filter(|index| outside(*index))
        .all(|index| old.bytes[index] == new.bytes[index])
}

fn next_callee(side: &Side<'_, '_>, code: &Code<'_>, at: usize) -> Option<String> {
    let branch = code
        .insns
        .iter()
        .skip(at + 1)
        .take(REACH)
        .find(|insn| insn.is_branch)?;
    match branch.references.first()?.place {
        Place::Outside { name, .. } => Some(stem(name)),
        Place::Part { id, .. } => Some(stem(side.name(id))),
        Place::Text(_) | Place::Constant(_) | Place::Absolute(_) | Place::Section { .. } => None,
    }
}
