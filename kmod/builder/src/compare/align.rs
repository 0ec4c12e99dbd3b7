//! Static locals of functions that changed: paired by the instructions that use them.
//!
//! The instructions of both versions are aligned by a longest common subsequence, in which references count for nothing;
//! where two aligned instructions refer to static locals that can be the same, they are. What is left over is paired when
//! the same functions use as many on both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::elf::{Insn, PartId, PartKind, Place, Role};

use super::matcher::Matcher;
use super::names::{is_compilers_constant, is_numbered, may_start_anew, stem};
use super::side::Side;

/// The largest table of the alignment, in cells. A pair of functions beyond it is paired by what is left over.
const MAX_CELLS: usize = 16_000_000;

/// Pairs static locals by the aligned instructions of a changed function and its cold pieces.
pub(crate) fn by_use(matcher: &mut Matcher<'_, '_>, orig: PartId, patched: PartId) {
    let (a, b) = (matcher.a, matcher.b);
    let mut pairs = Vec::new();
    for old in a.with_cold(orig) {
        for new in b.with_cold(patched) {
            let (Some(x), Some(y)) = (a.code.get(&old), b.code.get(&new)) else {
                continue;
            };
            // A piece with its counterpart first; the rest of the grid has little in common and costs little.
            if (old == orig) == (new == patched) {
                pairs.extend(
                    aligned(&x.insns, &y.insns)
                        .into_iter()
                        .map(|(i, j)| (references(&x.insns[i]), references(&y.insns[j]))),
                );
            }
        }
    }
    for (old, new) in pairs {
        for (x, y) in old.iter().zip(&new) {
            if let (Some(x), Some(y)) = (x, y) {
                matcher.adopt(*x, *y);
            }
        }
    }
}

/// Static locals that alignment left over, in both objects.
#[derive(Debug)]
pub(crate) struct Ambiguous {
    /// Name in the original.
    pub(crate) name: String,
}

/// Pairs what is left over. Returns those that nothing decides.
pub(crate) fn leftovers(matcher: &mut Matcher<'_, '_>) -> Vec<Ambiguous> {
    let (a, b) = (matcher.a, matcher.b);
    let old = unpaired(a, |id| matcher.pairing.of_orig(id).is_some());
    let new = unpaired(b, |id| matcher.pairing.of_patched(id).is_some());
    let mut ambiguous = Vec::new();
    for (stem, old) in old {
        let Some(new) = new.get(&stem) else { continue };
        for x in &old {
            let used_by = stems(a, *x);
            let fits: Vec<_> = new
                .iter()
                .filter(|y| {
                    matcher.pairing.of_patched(**y).is_none()
                        && !used_by.is_disjoint(&stems(b, **y))
                })
                .copied()
                .collect();
            let rivals = old
                .iter()
                .filter(|z| {
                    matcher.pairing.of_orig(**z).is_none() && !used_by.is_disjoint(&stems(a, **z))
                })
                .count();
            match (fits.as_slice(), rivals) {
                ([], _) => {}
                ([y], 1) if matcher.adopt(*x, *y) => {}
                (list, count) if list.len() == count && matcher.adopt(*x, list[0]) => {}
                _ if may_start_anew(a.name(*x)) => {}
                _ => ambiguous.push(Ambiguous {
                    name: a.name(*x).to_owned(),
                }),
            }
        }
    }
    ambiguous
}

fn unpaired(side: &Side<'_, '_>, paired: impl Fn(PartId) -> bool) -> BTreeMap<String, Vec<PartId>> {
    let mut names: BTreeMap<String, Vec<PartId>> = BTreeMap::new();
    for (id, part) in side.look.parts.iter() {
        let by_use = part.kind == PartKind::Datum
            && matches!(part.role, Role::Data | Role::ReadOnly)
            && is_numbered(part.name);
        if by_use && !is_compilers_constant(part.name) && !paired(id) {
            names.entry(stem(part.name)).or_default().push(id);
        }
    }
    names
}

fn stems(side: &Side<'_, '_>, id: PartId) -> BTreeSet<String> {
    side.users
        .get(&id)
        .into_iter()
        .flatten()
        .map(|user| stem(side.name(*user)))
        .collect()
}

fn references(insn: &Insn<'_>) -> Vec<Option<PartId>> {
    let part = |place: &Place<'_>| {
        if let Place::Part { id, .. } = place {
            Some(*id)
        } else {
            None
        }
    };
    insn.references
        .iter()
        .map(|reference| part(&reference.place))
        .collect()
}

/// Pairs of indices of instructions that are the same but for references, by a longest common subsequence between a
/// common beginning and a common end.
fn aligned(old: &[Insn<'_>], new: &[Insn<'_>]) -> Vec<(usize, usize)> {
    let same = |i: usize, j: usize| {
        old[i].bytes == new[j].bytes && old[i].references.len() == new[j].references.len()
    };
    let shorter = old.len().min(new.len());
    let head = (0..shorter).take_while(|at| same(*at, *at)).count();
    let tail = (0..shorter - head)
        .take_while(|at| same(old.len() - 1 - at, new.len() - 1 - at))
        .count();
    let (rows, columns) = (old.len() - head - tail, new.len() - head - tail);
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    pairs.extend((0..tail).map(|at| (old.len() - 1 - at, new.len() - 1 - at)));
    if rows.saturating_mul(columns) > MAX_CELLS {
        return pairs;
    }
    let width = columns + 1;
    let mut longest = vec![0_u32; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            longest[i * width + j] = if same(head + i, head + j) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < rows && j < columns {
        if same(head + i, head + j) {
            pairs.push((head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
