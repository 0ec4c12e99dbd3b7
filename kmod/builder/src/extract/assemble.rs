//! Putting the extracted object together, part by part.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use object::elf;

use crate::compare::{Plan, Side};
use crate::elf::{Code, Part, PartId, PartKind, reloc};

use super::draft::{Draft, DraftReloc, DraftSection, DraftSectionId, DraftSymbol, DraftSymbolId};
use super::outcome::ExtractError;
use super::target::Manner;

/// The extracted object in the making.
pub(super) struct Assembly<'s, 'data> {
    pub(super) a: &'s Side<'s, 'data>,
    pub(super) b: &'s Side<'s, 'data>,
    pub(super) plan: &'s Plan,
    pub(super) draft: Draft,
    /// Strings and constants by alignment and bytes.
    pub(super) pool: BTreeMap<(u64, Vec<u8>), DraftSymbolId>,
    replaced: BTreeSet<PartId>,
    extracted: BTreeSet<PartId>,
    placed: BTreeMap<PartId, (DraftSectionId, DraftSymbolId)>,
    queue: VecDeque<PartId>,
}

impl<'s, 'data> Assembly<'s, 'data> {
    pub(super) fn new(a: &'s Side<'s, 'data>, b: &'s Side<'s, 'data>, plan: &'s Plan) -> Self {
        let functions = plan
            .changed
            .iter()
            .map(|(_, patched)| *patched)
            .chain(plan.new.iter().copied());
        let extracted = functions
            .flat_map(|function| b.with_cold(function))
            .collect();
        let replaced = plan.changed.iter().map(|(_, patched)| *patched).collect();
        Self {
            a,
            b,
            plan,
            draft: Draft::default(),
            pool: BTreeMap::new(),
            replaced,
            extracted,
            placed: BTreeMap::new(),
            queue: VecDeque::new(),
        }
    }

    /// Adds the new version of a function that is replaced. Returns its symbol, which is a C identifier and unique among all objects.
    pub(super) fn add_replacement(&mut self, function: PartId) -> String {
        let tag = hex::encode(&self.plan.fingerprint[..4]);
        let plain: String = self
            .b
            .name(function)
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '_'
                }
            })
            .collect();
        let name = format!("quiesce_new_{tag}_{}_{plain}", self.placed.len());
        self.place(function, name.clone(), elf::STB_GLOBAL);
        self.add_cold(function);
        name
    }

    /// Adds a function that the original has not.
    pub(super) fn add_new(&mut self, function: PartId) {
        self.symbol_of(function);
        self.add_cold(function);
    }

    /// Adds everything that is referred to, and the tables.
    pub(super) fn finish(mut self) -> Result<Draft, ExtractError> {
        let mut code = Vec::new();
        while let Some(id) = self.queue.pop_front() {
            match self.b.code.get(&id) {
                Some(instructions) => {
                    self.relocate_code(id, instructions)?;
                    self.add_entries(id)?;
                    code.push(id);
                }
                None => self.relocate_data(id)?,
            }
        }
        self.add_unwind_entries(&code)?;
        Ok(self.draft)
    }

    pub(super) fn is_extracted(&self, id: PartId) -> bool {
        self.extracted.contains(&id)
    }

    pub(super) fn is_replaced(&self, id: PartId) -> bool {
        self.replaced.contains(&id)
    }

    /// Where a part went, if it is in the draft.
    pub(super) fn symbol_if_placed(&self, id: PartId) -> Option<DraftSymbolId> {
        self.placed.get(&id).map(|(_, symbol)| *symbol)
    }

    /// The symbol of a part; the part is added when it is not in the draft yet.
    pub(super) fn symbol_of(&mut self, id: PartId) -> DraftSymbolId {
        if let Some((_, symbol)) = self.placed.get(&id) {
            return *symbol;
        }
        let part = self.b.look.parts.get(id);
        let name = match part.kind {
            PartKind::Function | PartKind::Datum => part.name.to_owned(),
            PartKind::Code => format!("quiesce_code_{}", self.placed.len()),
            PartKind::Literal => format!("quiesce_literal_{}", self.placed.len()),
        };
        let bind = if part.local {
            elf::STB_LOCAL
        } else {
            elf::STB_GLOBAL
        };
        self.place(id, name, bind)
    }

    fn add_cold(&mut self, function: PartId) {
        for piece in self.b.cold.get(&function).into_iter().flatten() {
            self.symbol_of(*piece);
        }
    }

    fn place(&mut self, id: PartId, name: String, bind: elf::SymbolBind) -> DraftSymbolId {
        let part = self.b.look.parts.get(id);
        let section = self.b.look.object.section(part.section);
        let uninitialised = section.sh_type == elf::SHT_NOBITS;
        let home = self.draft.add_section(DraftSection {
            name: self.section_name(part),
            sh_type: section.sh_type,
            flags: section.flags & (elf::SHF_ALLOC.0 | elf::SHF_WRITE.0 | elf::SHF_EXECINSTR.0),
            align: alignment(part, section.align),
            entsize: 0,
            bytes: if uninitialised {
                Vec::new()
            } else {
                section.bytes(part.start, part.end).to_vec()
            },
            uninitialised: if uninitialised { part.size() } else { 0 },
            relocs: Vec::new(),
        });
        let symbol = self.draft.add_symbol(DraftSymbol {
            name,
            section: Some(home),
            value: 0,
            size: part.size(),
            kind: match part.kind {
                PartKind::Function | PartKind::Code => elf::STT_FUNC,
                PartKind::Datum | PartKind::Literal => elf::STT_OBJECT,
            },
            bind,
        });
        self.placed.insert(id, (home, symbol));
        self.queue.push_back(id);
        symbol
    }

    /// A part that fills its section keeps its name; a function that shared one gets a section as `-ffunction-sections` would name it.
    fn section_name(&self, part: &Part<'_>) -> String {
        let section = self.b.look.object.section(part.section);
        let fills = part.start == 0 && part.end == section.size;
        if part.kind == PartKind::Function && !fills {
            format!("{}.{}", section.name, part.name)
        } else {
            section.name.to_owned()
        }
    }

    fn relocate_code(&mut self, id: PartId, code: &Code<'data>) -> Result<(), ExtractError> {
        let part = self.b.look.parts.get(id);
        let Some((home, _)) = self.placed.get(&id).copied() else {
            return Ok(());
        };
        let expected = self
            .b
            .look
            .object
            .section(part.section)
            .relocs_in(part.start, part.end);
        let mut seen = 0;
        for insn in &code.insns {
            for reference in &insn.references {
                seen += usize::from(reference.relocated);
                let own = matches!(reference.place, crate::elf::Place::Part { id: target, .. } if target == id);
                if !reference.relocated && own {
                    continue;
                }
                let manner = if insn.is_branch {
                    Manner::Branch
                } else {
                    Manner::Address
                };
                let fail = |why| self.cannot(id, reference.at, why);
                if reference.at + reference.width > insn.offset + insn.length {
                    return Err(fail("it lies across instructions".to_owned()));
                }
                if !reference.relocated && reference.width != 4 {
                    return Err(fail("it is a short jump to another function".to_owned()));
                }
                let (symbol, offset) = match self.target(&reference.place, manner) {
                    Ok(found) => found,
                    Err(why) => return Err(self.cannot(id, reference.at, why)),
                };
                let section = self.draft.section(home);
                if !reference.relocated {
                    clear(&mut section.bytes, reference.at);
                }
                section.relocs.push(DraftReloc {
                    offset: reference.at,
                    kind: reference.kind,
                    symbol,
                    addend: offset - reference.bias,
                });
            }
        }
        if seen
            != expected
                .iter()
                .filter(|reloc| reloc.kind != reloc::NONE)
                .count()
        {
            return Err(self.cannot(id, 0, "its instructions cannot all be decoded".to_owned()));
        }
        Ok(())
    }

    fn relocate_data(&mut self, id: PartId) -> Result<(), ExtractError> {
        let Some((home, _)) = self.placed.get(&id).copied() else {
            return Ok(());
        };
        let part = self.b.look.parts.get(id);
        for (at, kind, place) in self.b.look.data_references(id) {
            let (symbol, offset) = match self.target(&place, Manner::Address) {
                Ok(found) => found,
                Err(why) => return Err(self.cannot(id, at, why)),
            };
            let relative = part.kind == PartKind::Literal && reloc::is_relative(kind);
            let addend = if relative {
                offset.saturating_add_unsigned(at)
            } else {
                offset
            };
            self.draft.section(home).relocs.push(DraftReloc {
                offset: at,
                kind,
                symbol,
                addend,
            });
        }
        Ok(())
    }

    /// The error for a reference that cannot be carried over.
    pub(super) fn cannot(&self, id: PartId, offset: u64, why: String) -> ExtractError {
        let name = self.b.name(id);
        let function = if name.is_empty() {
            "(nameless data)".to_owned()
        } else {
            name.to_owned()
        };
        ExtractError::Reference {
            function,
            offset,
            why,
        }
    }
}

fn clear(bytes: &mut [u8], at: u64) {
    let start = usize::try_from(at).unwrap_or(usize::MAX);
    if let Some(field) = start
        .checked_add(4)
        .and_then(|end| bytes.get_mut(start..end))
    {
        field.fill(0);
    }
}

/// The alignment that a part has by where it lies in its section.
fn alignment(part: &Part<'_>, section: u64) -> u64 {
    if part.start == 0 {
        section
    } else {
        section.min(1 << part.start.trailing_zeros().min(12))
    }
}
