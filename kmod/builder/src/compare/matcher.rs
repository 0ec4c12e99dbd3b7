//! Whether two functions do the same.
//!
//! Identity before content: two references to functions or named data are the same when they lead to parts that are
//! paired, whatever is in those parts; whether *their* content changed is asked apart. References to what has no name of its
//! own (strings, literals, jump tables, constants that the compiler made) are followed, and their content counts as
//! part of the function. Pairs of static locals are adopted on the way and taken apart again when the functions turn out to differ.

use std::collections::HashSet;

use crate::elf::{Code, Insn, Part, PartId, PartKind, Place, Role};

use super::attached::same_attached;
use super::difference::{Difference, quoted};
use super::lines::{differ_in_line_only, without_lines};
use super::names::{is_compilers_constant, is_numbered, stem};
use super::plan::Pairing;
use super::side::Side;

/// Compares parts of two objects.
pub(crate) struct Matcher<'s, 'data> {
    pub(crate) a: &'s Side<'s, 'data>,
    pub(crate) b: &'s Side<'s, 'data>,
    pub(crate) pairing: Pairing,
    adopted: Vec<PartId>,
    assumed: HashSet<(PartId, PartId)>,
    assumed_runs: HashSet<(PartId, usize, PartId, usize)>,
}

impl<'s, 'data> Matcher<'s, 'data> {
    pub(crate) fn new(a: &'s Side<'s, 'data>, b: &'s Side<'s, 'data>, pairing: Pairing) -> Self {
        Self {
            a,
            b,
            pairing,
            adopted: Vec::new(),
            assumed: HashSet::new(),
            assumed_runs: HashSet::new(),
        }
    }

    /// Compares two functions with their cold pieces. Keeps the pairs that were adopted only when they are the same.
    pub(crate) fn same_function(
        &mut self,
        orig: PartId,
        patched: PartId,
    ) -> Result<(), Difference> {
        let result = self.same_function_parts(orig, patched);
        let adopted = std::mem::take(&mut self.adopted);
        if result.is_err() {
            for orig in adopted {
                self.pairing.part(orig);
            }
            self.assumed.clear();
            self.assumed_runs.clear();
        }
        result
    }

    /// Compares two data by content: bytes outside of references, then the references.
    pub(crate) fn same_data(
        &mut self,
        orig: PartId,
        patched: PartId,
        skip: impl Fn(u64) -> bool,
    ) -> Result<(), Difference> {
        let (old, new) = (self.content(self.a, orig), self.content(self.b, patched));
        let literal = self.a.look.parts.get(orig).kind == PartKind::Literal;
        let (old_refs, new_refs) = (
            self.a.look.data_references(orig),
            self.b.look.data_references(patched),
        );
        let longest = if literal {
            old.len().max(new.len())
        } else {
            old.len()
        };
        if !literal && old.len() != new.len() || old_refs.len() != new_refs.len() {
            return Err(Difference::Constant);
        }
        let held = |at: u64| {
            old_refs.iter().any(|(start, kind, _)| {
                (*start..*start + crate::elf::reloc::width(*kind)).contains(&at)
            })
        };
        for at in 0..longest {
            let (x, y) = (old.get(at).unwrap_or(&0), new.get(at).unwrap_or(&0));
            if x != y && !skip(at as u64) && !held(at as u64) {
                return Err(Difference::Constant);
            }
        }
        for ((at, kind, place), (new_at, new_kind, new_place)) in old_refs.iter().zip(&new_refs) {
            if at != new_at || kind != new_kind {
                return Err(Difference::Constant);
            }
            self.same_place(place, new_place)?;
        }
        Ok(())
    }

    /// Whether two references lead to the same.
    pub(crate) fn same_place(
        &mut self,
        old: &Place<'data>,
        new: &Place<'data>,
    ) -> Result<(), Difference> {
        match (old, new) {
            (
                Place::Part { id: x, offset: at },
                Place::Part {
                    id: y,
                    offset: new_at,
                },
            ) => self.same_part((*x, *at), (*y, *new_at)),
            (Place::Text(x), Place::Text(y)) if without_lines(x) != without_lines(y) => {
                Err(Difference::Text {
                    old: quoted(x),
                    new: quoted(y),
                })
            }
            (Place::Constant(x), Place::Constant(y)) if x != y => Err(Difference::Constant),
            (
                Place::Section { id: x, offset: at },
                Place::Section {
                    id: y,
                    offset: new_at,
                },
            ) => {
                let same = self.a.look.object.section(*x).name
                    == self.b.look.object.section(*y).name
                    && at == new_at;
                if same { Ok(()) } else { Err(Difference::Code) }
            }
            (Place::Text(_), Place::Text(_)) => Ok(()),
            (x, y) if x == y => Ok(()),
            _ => Err(Difference::Code),
        }
    }

    /// Pairs two static locals, when they can be the same and neither has a partner.
    pub(crate) fn adopt(&mut self, orig: PartId, patched: PartId) -> bool {
        self.may_be_same_datum(orig, patched) && self.pairing.join(orig, patched)
    }

    fn same_function_parts(&mut self, orig: PartId, patched: PartId) -> Result<(), Difference> {
        let (a, b) = (self.a, self.b);
        let (old_cold, new_cold) = (a.cold.get(&orig), b.cold.get(&patched));
        let (old_cold, new_cold) = (
            old_cold.map_or(&[][..], Vec::as_slice),
            new_cold.map_or(&[][..], Vec::as_slice),
        );
        if old_cold.len() != new_cold.len() {
            return Err(Difference::Code);
        }
        for (old, new) in old_cold.iter().zip(new_cold) {
            if self.pairing.of_orig(*old) != Some(*new) {
                return Err(Difference::Code);
            }
        }
        self.same_code(orig, patched)?;
        for (old, new) in old_cold.iter().zip(new_cold) {
            self.same_code(*old, *new)?;
        }
        Ok(())
    }

    fn same_code(&mut self, orig: PartId, patched: PartId) -> Result<(), Difference> {
        let (a, b) = (self.a, self.b);
        let (Some(old), Some(new)) = (a.code.get(&orig), b.code.get(&patched)) else {
            return Err(Difference::Code);
        };
        self.same_insns(old, new)?;
        same_attached(self, orig, patched)
    }

    /// Compares instructions one by one.
    pub(crate) fn same_insns(
        &mut self,
        old: &Code<'data>,
        new: &Code<'data>,
    ) -> Result<(), Difference> {
        if old.insns.len() != new.insns.len() {
            return Err(Difference::Code);
        }
        for (at, (x, y)) in old.insns.iter().zip(&new.insns).enumerate() {
            if x.bytes != y.bytes && !differ_in_line_only((self.a, old, at), (self.b, new, at)) {
                return Err(Difference::Code);
            }
            self.same_references(x, y)?;
        }
        Ok(())
    }

    fn same_references(&mut self, old: &Insn<'data>, new: &Insn<'data>) -> Result<(), Difference> {
        if old.references.len() != new.references.len() {
            return Err(Difference::Code);
        }
        for (x, y) in old.references.iter().zip(&new.references) {
            let relative = |kind| crate::elf::reloc::is_relative(kind);
            if relative(x.kind) != relative(y.kind) || (!relative(x.kind) && x.kind != y.kind) {
                return Err(Difference::Code);
            }
            self.same_place(&x.place, &y.place)?;
        }
        Ok(())
    }

    fn same_part(&mut self, old: (PartId, i64), new: (PartId, i64)) -> Result<(), Difference> {
        let (a, b) = (self.a, self.b);
        let (x, y) = (a.look.parts.get(old.0), b.look.parts.get(new.0));
        match (x.kind, y.kind) {
            (PartKind::Function, PartKind::Function) => self.same_target(old, new),
            (PartKind::Code, PartKind::Code) => self.same_nameless_code(old, new),
            // Constants that the compiler made may be shared or not, and numbered anyhow; what they hold decides.
            (PartKind::Datum, PartKind::Datum)
                if is_compilers_constant(x.name) && is_compilers_constant(y.name) =>
            {
                if old.1 != new.1 {
                    return Err(Difference::Code);
                }
                if !self.assumed.insert((old.0, new.0)) {
                    return Ok(());
                }
                self.same_data(old.0, new.0, |_| false)
                    .map_err(|_| Difference::Constant)
            }
            (PartKind::Datum, PartKind::Datum) => {
                if self.adopt(old.0, new.0) {
                    self.adopted.push(old.0);
                }
                let same = self.pairing.of_orig(old.0) == Some(new.0) && old.1 == new.1;
                if same { Ok(()) } else { Err(Difference::Code) }
            }
            (PartKind::Literal, PartKind::Literal) => {
                if old.1 != new.1 {
                    return Err(Difference::Code);
                }
                let names = (
                    a.look.object.section(x.section).name,
                    b.look.object.section(y.section).name,
                );
                if x.role != Role::ReadOnly || y.role != Role::ReadOnly {
                    return if names.0 == names.1 && x.start == y.start {
                        Ok(())
                    } else {
                        Err(Difference::Code)
                    };
                }
                if !self.assumed.insert((old.0, new.0)) {
                    return Ok(());
                }
                self.same_data(old.0, new.0, |_| false)
            }
            (PartKind::Function | PartKind::Code | PartKind::Datum | PartKind::Literal, _) => {
                Err(Difference::Code)
            }
        }
    }

    /// Code without a name is what its instructions do, up to where nothing runs on.
    fn same_nameless_code(
        &mut self,
        old: (PartId, i64),
        new: (PartId, i64),
    ) -> Result<(), Difference> {
        let (a, b) = (self.a, self.b);
        let (Some(x), Some(y)) = (a.code.get(&old.0), b.code.get(&new.0)) else {
            return Err(Difference::Code);
        };
        let (from, new_from) = (x.index_at(old.1), y.index_at(new.1));
        if !self.assumed_runs.insert((old.0, from, new.0, new_from)) {
            return Ok(());
        }
        let run = |code: &Code<'data>, from: usize| -> usize {
            code.insns
                .iter()
                .skip(from)
                .position(|insn| insn.is_end)
                .map_or(code.insns.len(), |at| from + at + 1)
        };
        let (to, new_to) = (run(x, from), run(y, new_from));
        if to - from.min(to) != new_to - new_from.min(new_to) {
            return Err(Difference::Code);
        }
        for (p, q) in x.insns[from.min(to)..to]
            .iter()
            .zip(&y.insns[new_from.min(new_to)..new_to])
        {
            if p.bytes != q.bytes {
                return Err(Difference::Code);
            }
            self.same_references(p, q)?;
        }
        let ends = |code: &Code<'data>| code.insns.last().is_some_and(|insn| insn.is_end);
        if to < x.insns.len() || (ends(x) && ends(y)) {
            return Ok(());
        }
        // It runs on into what lies behind.
        let next = |side: &Side<'s, 'data>, id| {
            let part = side.look.parts.get(id);
            side.look
                .inside(part.section, i64::try_from(part.end).unwrap_or(i64::MAX))
        };
        self.same_place(&next(a, old.0), &next(b, new.0))
    }

    /// Two offsets in paired code are the same when the same instruction is there.
    fn same_target(&self, old: (PartId, i64), new: (PartId, i64)) -> Result<(), Difference> {
        if self.pairing.of_orig(old.0) != Some(new.0) {
            return Err(Difference::Code);
        }
        if old.1 == 0 && new.1 == 0 {
            return Ok(());
        }
        let (Some(x), Some(y)) = (self.a.code.get(&old.0), self.b.code.get(&new.0)) else {
            return Err(Difference::Code);
        };
        if x.index_at(old.1) == y.index_at(new.1) {
            Ok(())
        } else {
            Err(Difference::Code)
        }
    }

    /// Static locals can be the same when they have the same stem, size and kind of section.
    fn may_be_same_datum(&self, orig: PartId, patched: PartId) -> bool {
        let (x, y) = (self.a.look.parts.get(orig), self.b.look.parts.get(patched));
        let by_use = |part: &Part<'_>| {
            part.kind == PartKind::Datum
                && part.local
                && is_numbered(part.name)
                && !is_compilers_constant(part.name)
        };
        by_use(x)
            && by_use(y)
            && x.role == y.role
            && x.size() == y.size()
            && stem(x.name) == stem(y.name)
    }

    fn content(&self, side: &'s Side<'s, 'data>, id: PartId) -> Vec<u8> {
        let part = side.look.parts.get(id);
        let mut bytes = side
            .look
            .object
            .section(part.section)
            .bytes(part.start, part.end)
            .to_vec();
        if part.kind == PartKind::Datum {
            bytes.resize(usize::try_from(part.size()).unwrap_or(bytes.len()), 0);
        }
        bytes
    }
}
