//! Which part of the original is which part of the patched object, before anything is compared.

use std::collections::BTreeMap;

use crate::elf::{PartId, PartKind, Role};

use super::names::{is_compilers_constant, is_numbered, parent_of_cold, stem};
use super::plan::Pairing;
use super::side::Side;

/// Pairs what names alone decide: functions, cold pieces by their functions, and data with names of their own.
/// Static locals are left to be paired by their use.
pub(crate) fn by_name(a: &Side<'_, '_>, b: &Side<'_, '_>) -> Pairing {
    let mut pairing = Pairing::default();
    functions(a, b, &mut pairing);
    cold_pieces(a, b, &mut pairing);
    data(a, b, &mut pairing);
    pairing
}

/// Functions: by name, and those with counters by their stem when there are as many on both sides.
fn functions(a: &Side<'_, '_>, b: &Side<'_, '_>, pairing: &mut Pairing) {
    let old = grouped(a, |name| parent_of_cold(name).is_none());
    let new = grouped(b, |name| parent_of_cold(name).is_none());
    for (stem, old) in &old {
        let Some(new) = new.get(stem) else { continue };
        if old.len() == new.len() {
            for (x, y) in old.iter().zip(new) {
                pairing.join(*x, *y);
            }
            continue;
        }
        for x in old {
            if let Some(y) = new.iter().find(|y| a.name(*x) == b.name(**y)) {
                pairing.join(*x, *y);
            }
        }
    }
}

/// Functions by stem, each group in the order of their counters.
fn grouped(side: &Side<'_, '_>, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<PartId>> {
    let mut groups: BTreeMap<String, Vec<PartId>> = BTreeMap::new();
    for (id, part) in side.look.parts.iter() {
        if part.kind == PartKind::Function && wanted(part.name) {
            groups.entry(stem(part.name)).or_default().push(id);
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|id| counters(side.name(*id)));
    }
    groups
}

fn counters(name: &str) -> Vec<u64> {
    name.split('.')
        .filter_map(|piece| piece.parse().ok())
        .collect()
}

/// Cold pieces whose functions are paired; one without its function in this object goes by name.
fn cold_pieces(a: &Side<'_, '_>, b: &Side<'_, '_>, pairing: &mut Pairing) {
    for (function, pieces) in &a.cold {
        let Some(partner) = pairing.of_orig(*function) else {
            continue;
        };
        for (x, y) in pieces
            .iter()
            .zip(b.cold.get(&partner).into_iter().flatten())
        {
            pairing.join(*x, *y);
        }
    }
    let lone = |side: &Side<'_, '_>| {
        let mut groups: BTreeMap<String, Vec<PartId>> = BTreeMap::new();
        for (id, part) in side.look.parts.iter() {
            let cold = part.kind == PartKind::Function && parent_of_cold(part.name).is_some();
            if cold && !side.parent.contains_key(&id) {
                groups.entry(stem(part.name)).or_default().push(id);
            }
        }
        groups
    };
    let new = lone(b);
    for (stem, old) in lone(a) {
        for (x, y) in old.iter().zip(new.get(&stem).into_iter().flatten()) {
            pairing.join(*x, *y);
        }
    }
}

/// Data with names of their own, and numbered names in sections that the kernel reads by itself, in their order.
fn data(a: &Side<'_, '_>, b: &Side<'_, '_>, pairing: &mut Pairing) {
    let old = data_by_name(a);
    let new = data_by_name(b);
    for (key, old) in &old {
        let Some(new) = new.get(key) else { continue };
        if old.len() == new.len() {
            for (x, y) in old.iter().zip(new) {
                pairing.join(*x, *y);
            }
        }
    }
}

fn data_by_name(side: &Side<'_, '_>) -> BTreeMap<String, Vec<PartId>> {
    let mut names: BTreeMap<String, Vec<PartId>> = BTreeMap::new();
    for (id, part) in side
        .look
        .parts
        .iter()
        .filter(|(_, part)| part.kind == PartKind::Datum)
    {
        let by_use = part.local && matches!(part.role, Role::Data | Role::ReadOnly);
        if is_compilers_constant(part.name) || (by_use && is_numbered(part.name)) {
            continue;
        }
        names.entry(stem(part.name)).or_default().push(id);
    }
    names
}
