//! Data whose initial value, size or place differs, and what follows from it.
//!
//! The running kernel has its data already, and it has changed since boot: an initial value cannot be changed by
//! replacing functions. The one exception is a constant that only functions of the same object read, by value: it goes
//! along with them, and they count as changed.

use std::collections::BTreeSet;

use crate::elf::{Part, PartId, PartKind, Role, SectionId};

use super::matcher::Matcher;
use super::names::{is_compilers_constant, stem};
use super::refusal::{Refusal, Why};
use super::side::Side;

/// What comparing the data found.
#[derive(Debug, Default)]
pub(crate) struct DataFindings {
    pub(crate) refusals: Vec<Refusal>,
    /// Changed constants that go with the functions that read them: original and patched.
    pub(crate) carried: Vec<(PartId, PartId)>,
}

/// Compares all data of both objects.
pub(crate) fn compare_data(matcher: &mut Matcher<'_, '_>) -> DataFindings {
    let mut found = DataFindings::default();
    let pairs: Vec<_> = matcher.pairing.iter().collect();
    for (orig, patched) in pairs {
        let part = matcher.a.look.parts.get(orig);
        if part.kind == PartKind::Datum && !is_compilers_constant(part.name) {
            compare_pair(matcher, orig, patched, &mut found);
        }
    }
    unpaired(matcher, &mut found);
    nameless(matcher, &mut found);
    found
}

fn compare_pair(
    matcher: &mut Matcher<'_, '_>,
    orig: PartId,
    patched: PartId,
    found: &mut DataFindings,
) {
    let (a, b) = (matcher.a, matcher.b);
    let (old, new) = (a.look.parts.get(orig), b.look.parts.get(patched));
    if old.role != new.role && !(is_plain(old) && is_plain(new)) {
        return found.refusals.push(Refusal::new(Why::DataMoved, old.name));
    }
    if old.size() != new.size() {
        let why = by_role(
            old.role,
            Why::DataResized {
                old: old.size(),
                new: new.size(),
            },
        );
        if carries(matcher, patched, new) {
            return found.carried.push((orig, patched));
        }
        return found.refusals.push(Refusal::new(why, old.name));
    }
    let line = line_field(old.name, a.look.object.section(old.section).name);
    if matcher.same_data(orig, patched, line).is_ok() {
        return;
    }
    if carries(matcher, patched, new) {
        return found.carried.push((orig, patched));
    }
    found
        .refusals
        .push(Refusal::new(by_role(old.role, Why::DataChanged), old.name));
}

/// Data and constants are told apart by name only where one can become the other without a change of behaviour.
fn is_plain(part: &Part<'_>) -> bool {
    part.role == Role::ReadOnly
}

/// Whether a changed constant may go along with the functions that read it: local, read-only, without references of its
/// own (a table of operations is compared by address) but for labels of its function, and read by code only.
fn carries(matcher: &Matcher<'_, '_>, patched: PartId, part: &Part<'_>) -> bool {
    let b = matcher.b;
    let by_code = |user: &PartId| b.look.parts.get(*user).kind == PartKind::Function;
    part.role == Role::ReadOnly
        && part.local
        && (b.look.data_references(patched).is_empty() || b.is_label_table(patched))
        && b.users
            .get(&patched)
            .is_some_and(|users| users.iter().all(by_code))
}

/// The line number in what dynamic debugging (`struct _ddebug`, 18 bits at 32) and the printk index (`struct pi_entry`,
/// 4 bytes at 24) keep of a call.
fn line_field(name: &str, section: &str) -> impl Fn(u64) -> bool + use<> {
    let range = if section == "__dyndbg" {
        32..35
    } else if stem(name) == "_entry" {
        24..28
    } else {
        0..0
    };
    move |at| range.contains(&at)
}

/// What a difference in data of this role means.
fn by_role(role: Role, plain: Why) -> Why {
    match role {
        Role::Init => Why::Init,
        Role::Export => Why::Export,
        Role::PerCpu => Why::PerCpu,
        Role::Registration | Role::RestrictedCode => Why::Registration,
        Role::Ignored
        | Role::Code
        | Role::Table
        | Role::Replacement
        | Role::Strings
        | Role::Constants
        | Role::Data
        | Role::ReadOnly => plain,
    }
}

/// Whether the kernel finds data of this role by itself, without a function that refers to it.
fn is_found_by_kernel(role: Role) -> bool {
    matches!(
        role,
        Role::Init | Role::Export | Role::PerCpu | Role::Registration
    )
}

/// New and vanished data where the kernel would look for them.
fn unpaired(matcher: &Matcher<'_, '_>, found: &mut DataFindings) {
    let lone = |side: &Side<'_, '_>, paired: &dyn Fn(PartId) -> bool| -> Vec<(String, Role)> {
        let parts = side.look.parts.iter();
        let lone = parts.filter(|(id, part)| {
            part.kind == PartKind::Datum && is_found_by_kernel(part.role) && !paired(*id)
        });
        lone.map(|(_, part)| (part.name.to_owned(), part.role))
            .collect()
    };
    let old = lone(matcher.a, &|id| matcher.pairing.of_orig(id).is_some());
    let new = lone(matcher.b, &|id| matcher.pairing.of_patched(id).is_some());
    for (name, role) in old {
        found
            .refusals
            .push(Refusal::new(by_role(role, Why::DataGone), &name));
    }
    for (name, role) in new {
        found
            .refusals
            .push(Refusal::new(by_role(role, Why::DataNew), &name));
    }
}

/// Nameless data that cannot be followed by reference: writable, or read by the kernel itself. Compared by section, in order.
fn nameless(matcher: &mut Matcher<'_, '_>, found: &mut DataFindings) {
    let (a, b) = (matcher.a, matcher.b);
    let sections: BTreeSet<&str> = section_names(a).chain(section_names(b)).collect();
    for name in sections {
        let (old, new) = (literals(a, name), literals(b, name));
        let mut same = old.len() == new.len();
        for ((x, _), (y, _)) in old.iter().zip(&new) {
            same = same && matcher.same_data(*x, *y, |_| false).is_ok();
        }
        if !same {
            let role = old
                .first()
                .or(new.first())
                .map_or(Role::Data, |(_, role)| *role);
            found
                .refusals
                .push(Refusal::new(by_role(role, Why::DataChanged), name));
        }
    }
}

fn section_names<'a>(side: &'a Side<'_, '_>) -> impl Iterator<Item = &'a str> {
    side.look.object.sections().map(|(_, section)| section.name)
}

fn literals(side: &Side<'_, '_>, section: &str) -> Vec<(PartId, Role)> {
    let inside = |id: SectionId| side.look.object.section(id).name == section;
    let parts = side.look.parts.iter().filter(|(_, part)| {
        part.kind == PartKind::Literal && part.role != Role::ReadOnly && inside(part.section)
    });
    parts.map(|(id, part)| (id, part.role)).collect()
}

/// The functions of the patched object that read a carried constant.
pub(crate) fn readers(side: &Side<'_, '_>, carried: PartId) -> BTreeSet<PartId> {
    let users = side.users.get(&carried).into_iter().flatten();
    users
        .filter(|user| side.look.parts.get(**user).kind == PartKind::Function)
        .copied()
        .collect()
}
