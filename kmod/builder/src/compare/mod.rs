//! Which functions a patch changed, told from the object before and the object after.
//!
//! [`compare`] cuts both objects into parts ([`crate::elf`]), pairs them by name, and compares functions instruction by
//! instruction. What does *not* count as a change:
//! - how far a jump goes, where its target is the same instruction, and padding;
//! - counters in names that a compiler invents: `.constprop.N`, `.isra.N`, `.part.N`, static locals `name.N`, which are
//!   paired by their use;
//! - line numbers, in `__bug_table`, in dynamic debugging's descriptors, and in the argument of functions that are known to take one.
//!
//! What does: strings, literals and jump tables that a function reaches, though its code be the same; the entries that it
//! has in `__ex_table`, `__jump_table`, `.altinstructions`, `.parainstructions` and `.static_call_sites`.
//!
//! A pair is refused, with every reason by name, when something differs that replacing functions cannot change:
//! initial values of data (`data_changed`), per-CPU data (`percpu_changed`), code and data that are used at boot only
//! (`init_code`), exports (`export_changed`), what the kernel reads by itself (`registration_changed`), the layout of a
//! structure (`layout_changed`, told from debug information where there is some), or a function that cannot be redirected
//! (`no_ftrace_site`, `restricted_code`, `no_room`).
//!
//! Known limits: a structure's layout is compared only where both objects carry debug information; a number that only
//! looks like a line is skipped when it is handed to a known function in the argument that takes the line.

mod align;
mod attached;
pub mod command;
mod data;
mod difference;
mod layout;
mod lines;
mod matcher;
mod names;
mod outcome;
mod pairing;
mod patchable;
mod plan;
mod refusal;
mod side;

use std::collections::{BTreeMap, BTreeSet};

use quiesce_types::build::FunctionChange;

use crate::elf::{Object, PartId, PartKind, Parts, Role};

pub(crate) use attached::replacement_range;
pub(crate) use layout::DebugInfo;
pub(crate) use names::{is_compilers_constant, is_numbered, source_of_piece};
pub use outcome::{CompareError, Comparison, FunctionDiff, Verdict};
pub(crate) use plan::{Plan, fingerprint};
pub(crate) use side::{Attached, Side};

use difference::Difference;
use matcher::Matcher;
use refusal::{Refusal, Why};

/// Compares an object with its patched version.
///
/// # Errors
/// When one of them is not a readable x86-64 relocatable object.
pub fn compare(orig: &[u8], patched: &[u8]) -> Result<Comparison, CompareError> {
    let old = Object::parse(orig).map_err(CompareError::Original)?;
    let new = Object::parse(patched).map_err(CompareError::Patched)?;
    let (old_parts, new_parts) = (Parts::cut(&old), Parts::cut(&new));
    let a = Side::new(&old, &old_parts, DebugInfo::read(&old));
    let b = Side::new(&new, &new_parts, DebugInfo::read(&new));
    let mut matcher = Matcher::new(&a, &b, pairing::by_name(&a, &b));

    let mut changed = changed_functions(&mut matcher);
    let ambiguous = align::leftovers(&mut matcher);
    let found = data::compare_data(&mut matcher);
    for (_, constant) in &found.carried {
        for reader in data::readers(&b, *constant) {
            if let Some(orig) = matcher.pairing.of_patched(reader) {
                changed
                    .entry(orig)
                    .or_insert_with(|| (reader, Difference::Carried(b.name(*constant).to_owned())));
            }
        }
    }
    let new = lone_functions(&b, |id| matcher.pairing.of_patched(id).is_some());
    let gone = lone_functions(&a, |id| matcher.pairing.of_orig(id).is_some());

    let mut refusals = found.refusals;
    refusals.extend(
        ambiguous
            .iter()
            .map(|local| Refusal::new(Why::AmbiguousLocal, &local.name)),
    );
    refusals.extend(
        changed
            .keys()
            .filter_map(|function| patchable::obstacle(&a, *function)),
    );
    refusals.extend(new.iter().filter_map(|id| misplaced(&b, *id)));
    refusals.extend(
        gone.iter()
            .filter(|id| a.look.parts.get(**id).role == Role::Init)
            .map(|id| Refusal::new(Why::Init, a.name(*id))),
    );
    let tables: BTreeSet<_> = a.unknown_tables.iter().chain(&b.unknown_tables).collect();
    refusals.extend(
        tables
            .into_iter()
            .map(|name| Refusal::new(Why::UnknownTable, name)),
    );
    if !changed.is_empty() || !new.is_empty() {
        refusals.extend(layout::differences(&a.debug, &b.debug));
    }

    let verdict = if !refusals.is_empty() {
        Verdict::Refused
    } else if changed.is_empty() && new.is_empty() {
        Verdict::NoChange
    } else {
        Verdict::Changed
    };
    let functions = report(&a, &b, &changed, &new, &gone);
    let plan = Plan {
        pairing: matcher.pairing,
        changed: changed
            .into_iter()
            .map(|(orig, (patched, _))| (orig, patched))
            .collect(),
        new: new.into_iter().collect(),
        gone,
        carried: found
            .carried
            .into_iter()
            .map(|(_, patched)| patched)
            .collect(),
        fingerprint: fingerprint(orig, patched),
    };
    let reasons = refusals
        .iter()
        .map(|refusal| refusal.reason(a.debug.place_of(&refusal.symbol)))
        .collect();
    Ok(Comparison {
        verdict,
        functions,
        refusals: reasons,
        plan,
    })
}

type Changed = BTreeMap<PartId, (PartId, Difference)>;

/// Compares all pairs of functions. Those that differ get their static locals paired by use, and are compared once more:
/// what differed may have been but a name.
fn changed_functions(matcher: &mut Matcher<'_, '_>) -> Changed {
    let a = matcher.a;
    let pairs: Vec<_> = matcher
        .pairing
        .iter()
        .filter(|(orig, _)| {
            a.look.parts.get(*orig).kind == PartKind::Function && !a.parent.contains_key(orig)
        })
        .collect();
    let mut changed = Changed::new();
    for (orig, patched) in pairs {
        if let Err(difference) = matcher.same_function(orig, patched) {
            changed.insert(orig, (patched, difference));
        }
    }
    for (orig, (patched, _)) in &changed {
        align::by_use(matcher, *orig, *patched);
    }
    changed.retain(
        |orig, (patched, difference)| match matcher.same_function(*orig, *patched) {
            Ok(()) => false,
            Err(found) => {
                *difference = found;
                true
            }
        },
    );
    changed
}

/// Functions without a partner, without cold pieces of functions that are in the object.
fn lone_functions(side: &Side<'_, '_>, paired: impl Fn(PartId) -> bool) -> Vec<PartId> {
    let lone = side.look.parts.iter().filter(|(id, part)| {
        part.kind == PartKind::Function
            && !side.parent.contains_key(id)
            && !paired(*id)
            && !is_mark(part.name)
    });
    lone.map(|(id, _)| id).collect()
}

/// Symbols that objtool or the compiler puts before a function's entry.
fn is_mark(name: &str) -> bool {
    name.starts_with("__pfx_") || name.starts_with("__cfi_")
}

/// A new function where new code cannot go.
fn misplaced(side: &Side<'_, '_>, function: PartId) -> Option<Refusal> {
    let part = side.look.parts.get(function);
    match part.role {
        Role::Init => Some(Refusal::new(Why::Init, part.name)),
        Role::RestrictedCode => {
            let section = side.look.object.section(part.section).name.to_owned();
            Some(Refusal::new(Why::RestrictedCode { section }, part.name))
        }
        Role::Code
        | Role::Ignored
        | Role::Export
        | Role::Table
        | Role::Replacement
        | Role::PerCpu
        | Role::Registration
        | Role::Strings
        | Role::Constants
        | Role::Data
        | Role::ReadOnly => None,
    }
}

fn report(
    a: &Side<'_, '_>,
    b: &Side<'_, '_>,
    changed: &Changed,
    new: &[PartId],
    gone: &[PartId],
) -> Vec<FunctionDiff> {
    let size = |side: &Side<'_, '_>, id| {
        side.with_cold(id)
            .map(|part| side.look.parts.get(part).size())
            .sum()
    };
    let mut functions: Vec<_> = changed
        .iter()
        .map(|(orig, (patched, difference))| FunctionDiff {
            name: a.name(*orig).to_owned(),
            change: FunctionChange::Changed,
            old_size: size(a, *orig),
            new_size: size(b, *patched),
            note: difference.note(same_bytes(a, b, *orig, *patched)),
        })
        .collect();
    functions.extend(new.iter().map(|id| FunctionDiff {
        name: b.name(*id).to_owned(),
        change: FunctionChange::New,
        old_size: 0,
        new_size: size(b, *id),
        note: String::new(),
    }));
    functions.extend(gone.iter().map(|id| FunctionDiff {
        name: a.name(*id).to_owned(),
        change: FunctionChange::Gone,
        old_size: size(a, *id),
        new_size: 0,
        note: "deleted or inlined; its callers are among the changed functions".into(),
    }));
    functions.sort_by(|x, y| x.name.cmp(&y.name));
    functions
}

/// Whether the instructions of two functions are the same but for what they refer to.
fn same_bytes(a: &Side<'_, '_>, b: &Side<'_, '_>, orig: PartId, patched: PartId) -> bool {
    let bytes = |side: &Side<'_, '_>, id| -> Vec<[u8; 16]> {
        let code = side.with_cold(id).filter_map(|part| side.code.get(&part));
        code.flat_map(|code| code.insns.iter().map(|insn| insn.bytes))
            .collect()
    };
    bytes(a, orig) == bytes(b, patched)
}
