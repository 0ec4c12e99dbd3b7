//! Cutting sections into parts.

use std::collections::{BTreeMap, BTreeSet};

use object::elf;

use super::model::{Home, Object, SectionId, Symbol, SymbolId};
use super::role::{Role, role};

/// Index of a part in [`Parts`]. The same file always gives the same parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartId(usize);

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Code with a name.
    Function,
    /// Code without a name: what an old compiler split off.
    Code,
    /// A datum with a name.
    Datum,
    /// Data without a name: a jump table or a literal.
    Literal,
}

/// A stretch of a section.
#[derive(Debug, Clone)]
pub struct Part<'data> {
    /// Its section.
    pub section: SectionId,
    /// The role of its section.
    pub role: Role,
    /// What it is.
    pub kind: PartKind,
    /// First byte.
    pub start: u64,
    /// One behind its last byte.
    pub end: u64,
    /// Its name: a global one when it has several; empty without one.
    pub name: &'data str,
    /// Its symbol, where it has one.
    pub symbol: Option<SymbolId>,
    /// Whether that symbol is local to the object.
    pub local: bool,
}

impl Part<'_> {
    /// Size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.end - self.start
    }
}

/// All parts of an object.
#[derive(Debug)]
pub struct Parts<'data> {
    parts: Vec<Part<'data>>,
    by_section: BTreeMap<SectionId, Vec<PartId>>,
}

impl<'data> Parts<'data> {
    /// Cuts all sections of `object` that are in memory.
    #[must_use]
    pub fn cut(object: &Object<'data>) -> Self {
        let mut named: BTreeMap<SectionId, BTreeMap<u64, (SymbolId, Symbol<'data>)>> =
            BTreeMap::new();
        for (id, symbol) in object.symbols() {
            let Home::Section(section) = symbol.home else {
                continue;
            };
            // A label at a section's end names nothing; an empty structure (`struct lock_class_key`) does.
            let at_end = symbol.value == object.section(section).size && symbol.size == 0;
            if !names_a_part(symbol) || (at_end && symbol.kind != elf::STT_OBJECT) {
                continue;
            }
            let slot = named
                .entry(section)
                .or_default()
                .entry(symbol.value)
                .or_insert((id, *symbol));
            if better_name(symbol, &slot.1) {
                *slot = (id, *symbol);
            }
        }
        let targets = literal_targets(object);
        let mut cut = Self {
            parts: Vec::new(),
            by_section: BTreeMap::new(),
        };
        let none = BTreeSet::new();
        for (id, section) in object.sections() {
            let role = role(section);
            if matches!(
                role,
                Role::Ignored | Role::Table | Role::Replacement | Role::Strings | Role::Constants
            ) {
                continue;
            }
            let symbols = named.remove(&id).unwrap_or_default();
            cut.section(
                object,
                id,
                role,
                &symbols,
                targets.get(&id).unwrap_or(&none),
            );
        }
        cut
    }

    /// The part with this index.
    #[must_use]
    pub fn get(&self, id: PartId) -> &Part<'data> {
        &self.parts[id.0]
    }

    /// All parts in the order of their sections and offsets.
    pub fn iter(&self) -> impl Iterator<Item = (PartId, &Part<'data>)> + Clone {
        self.parts
            .iter()
            .enumerate()
            .map(|(index, part)| (PartId(index), part))
    }

    /// The part at `offset` of `section`, with the offset in it. An offset just behind a part's end counts to it when
    /// no other begins there; in a section of one part every offset does, even one before its start.
    #[must_use]
    pub fn at(&self, section: SectionId, offset: i64) -> Option<(PartId, i64)> {
        let parts = self.by_section.get(&section)?;
        let after = parts.partition_point(|id| {
            i64::try_from(self.get(*id).start).is_ok_and(|start| start <= offset)
        });
        let id = *parts.get(after.saturating_sub(1))?;
        let part = self.get(id);
        let within = offset.checked_sub(i64::try_from(part.start).ok()?)?;
        let inside = after > 0 && within <= i64::try_from(part.size()).ok()?;
        (inside || parts.len() == 1).then_some((id, within))
    }

    fn section(
        &mut self,
        object: &Object<'data>,
        id: SectionId,
        role: Role,
        symbols: &BTreeMap<u64, (SymbolId, Symbol<'data>)>,
        targets: &BTreeSet<u64>,
    ) {
        let section = object.section(id);
        let code = section.is_code();
        let mut at = 0;
        for (&start, (symbol_id, symbol)) in symbols {
            if start < at {
                continue; // a label inside of the part before
            }
            self.gap(object, id, role, at, start, targets);
            let next = symbols
                .range(start + 1..)
                .next()
                .map_or(section.size, |(next, _)| *next);
            let end = match (symbol.size, code) {
                (0, _) => next,
                (size, true) => start.saturating_add(size).min(section.size),
                (size, false) => start.saturating_add(size).min(next),
            };
            self.push(Part {
                section: id,
                role,
                kind: if code {
                    PartKind::Function
                } else {
                    PartKind::Datum
                },
                start,
                end,
                name: symbol.name,
                symbol: Some(*symbol_id),
                local: symbol.is_local(),
            });
            at = end;
        }
        self.gap(object, id, role, at, section.size, targets);
    }

    /// Parts without a name between `from` and `to`: cut where something refers to them.
    fn gap(
        &mut self,
        object: &Object<'data>,
        id: SectionId,
        role: Role,
        from: u64,
        to: u64,
        targets: &BTreeSet<u64>,
    ) {
        if from >= to {
            return;
        }
        let section = object.section(id);
        let code = section.is_code();
        let bytes = section.bytes(from, to);
        let padding = if code {
            section.relocs_in(from, to).is_empty() && super::code::is_padding(bytes)
        } else {
            section.relocs_in(from, to).is_empty() && bytes.iter().all(|byte| *byte == 0)
        };
        if padding && targets.range(from..to).next().is_none() {
            return;
        }
        let mut starts = vec![from];
        starts.extend(targets.range(from + 1..to));
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(to);
            self.push(Part {
                section: id,
                role,
                kind: if code {
                    PartKind::Code
                } else {
                    PartKind::Literal
                },
                start: *start,
                end,
                name: "",
                symbol: None,
                local: true,
            });
        }
    }

    fn push(&mut self, part: Part<'data>) {
        let id = PartId(self.parts.len());
        self.by_section.entry(part.section).or_default().push(id);
        self.parts.push(part);
    }
}

/// Whether a symbol stands for something, rather than for a section, a file or a compiler's label.
fn names_a_part(symbol: &Symbol<'_>) -> bool {
    let kind = matches!(
        symbol.kind,
        elf::STT_FUNC | elf::STT_OBJECT | elf::STT_NOTYPE | elf::STT_GNU_IFUNC | elf::STT_TLS
    );
    kind && !symbol.name.is_empty() && !symbol.name.starts_with(".L")
}

/// Of two symbols at one place: typed before untyped, then global before local.
fn better_name(new: &Symbol<'_>, old: &Symbol<'_>) -> bool {
    let rank = |symbol: &Symbol<'_>| {
        (
            symbol.kind != elf::STT_NOTYPE,
            !symbol.is_local(),
            symbol.size > 0,
        )
    };
    rank(new) > rank(old)
}

/// Offsets that are referred to by section, that is without a name.
fn literal_targets(object: &Object<'_>) -> BTreeMap<SectionId, BTreeSet<u64>> {
    let mut targets: BTreeMap<SectionId, BTreeSet<u64>> = BTreeMap::new();
    for (_, section) in object.sections().filter(|(_, section)| section.is_loaded()) {
        for reloc in &section.relocs {
            let symbol = object.symbol(reloc.symbol);
            let Home::Section(home) = symbol.home else {
                continue;
            };
            if names_a_part(symbol) {
                continue;
            }
            // In code the zero point of a relative reference is behind its four bytes (or further, with an operand behind).
            let bias = if super::model::reloc::is_relative(reloc.kind) && section.is_code() {
                4
            } else {
                0
            };
            let target = symbol
                .value
                .checked_add_signed(reloc.addend.saturating_add(bias));
            if let Some(target) = target.filter(|target| *target < object.section(home).size) {
                targets.entry(home).or_default().insert(target);
            }
        }
    }
    targets
}
