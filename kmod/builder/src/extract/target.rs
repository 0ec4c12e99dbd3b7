//! Where a reference in the extracted object leads.

use object::elf;

use crate::compare::{is_compilers_constant, is_numbered};
use crate::elf::{PartId, PartKind, Place, Role};

use super::assemble::Assembly;
use super::draft::{DraftSection, DraftSymbol, DraftSymbolId};

/// How a reference is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// By a call or a jump.
    Branch,
    /// From a table beside the code.
    Table,
    /// By taking an address.
    Address,
}

impl<'data> Assembly<'_, 'data> {
    /// The symbol and the offset from it for a place in the patched object; what it needs is added to the draft. An error says why
    /// it cannot be reached.
    pub(super) fn target(
        &mut self,
        place: &Place<'data>,
        manner: Manner,
    ) -> Result<(DraftSymbolId, i64), String> {
        match place {
            Place::Outside { name, offset } => Ok((
                self.draft.outside(name, false, manner == Manner::Branch),
                *offset,
            )),
            Place::Text(text) => Ok((self.string(text), 0)),
            Place::Constant(bytes) => Ok((self.constant(bytes), 0)),
            Place::Part { id, offset } => self.part_target(*id, *offset, manner),
            Place::Absolute(value) => Err(format!("it is the fixed address {value:#x}")),
            Place::Section { id, .. } => Err(format!(
                "it leads into section {}",
                self.b.look.object.section(*id).name
            )),
        }
    }

    fn part_target(
        &mut self,
        id: PartId,
        offset: i64,
        manner: Manner,
    ) -> Result<(DraftSymbolId, i64), String> {
        let part = self.b.look.parts.get(id);
        match part.kind {
            PartKind::Function if self.is_extracted(id) => {
                let address = manner == Manner::Address && offset == 0;
                match self
                    .plan
                    .pairing
                    .of_patched(id)
                    .filter(|_| address && self.is_replaced(id))
                {
                    Some(orig) => Ok((self.original(orig, true), 0)),
                    None => Ok((self.symbol_of(id), offset)),
                }
            }
            PartKind::Function => match self.plan.pairing.of_patched(id) {
                Some(orig) if offset == 0 => Ok((self.original(orig, true), 0)),
                Some(_) => Err(format!(
                    "it leads into the middle of {}, which does not change",
                    part.name
                )),
                None => Err(format!("{} is neither in the original nor new", part.name)),
            },
            PartKind::Code => Ok((self.symbol_of(id), offset)),
            PartKind::Datum => match self.plan.pairing.of_patched(id) {
                Some(orig) if !self.plan.carried.contains(&id) && !self.is_plain_constant(id) => {
                    Ok((self.original(orig, false), offset))
                }
                _ => self.copied(id, offset),
            },
            PartKind::Literal => self.copied(id, offset),
        }
    }

    /// A constant inside of a function that refers to nothing, such as a message: nothing compares its address, and a copy
    /// spares the kernel's loader a search through all symbols. A table of labels goes with its function's version.
    fn is_plain_constant(&self, id: PartId) -> bool {
        let part = self.b.look.parts.get(id);
        let inside = is_numbered(part.name) || is_compilers_constant(part.name);
        let plain = inside && self.b.look.data_references(id).is_empty();
        part.role == Role::ReadOnly && part.local && (plain || self.b.is_label_table(id))
    }

    /// A datum or literal that goes along.
    fn copied(&mut self, id: PartId, offset: i64) -> Result<(DraftSymbolId, i64), String> {
        let part = self.b.look.parts.get(id);
        let allowed = match part.role {
            Role::ReadOnly => true,
            // A new variable; nameless writable data could be the original's.
            Role::Data => part.kind == PartKind::Datum,
            Role::Ignored
            | Role::Code
            | Role::RestrictedCode
            | Role::Init
            | Role::Export
            | Role::Table
            | Role::Replacement
            | Role::PerCpu
            | Role::Registration
            | Role::Strings
            | Role::Constants => false,
        };
        if !allowed {
            return Err(format!(
                "{} cannot go along",
                self.b.look.object.section(part.section).name
            ));
        }
        Ok((self.symbol_of(id), offset))
    }

    /// A symbol of the original, under its name there.
    fn original(&mut self, orig: PartId, is_function: bool) -> DraftSymbolId {
        let part = self.a.look.parts.get(orig);
        self.draft.outside(part.name, part.local, is_function)
    }

    fn string(&mut self, text: &[u8]) -> DraftSymbolId {
        let mut bytes = text.to_vec();
        bytes.push(0);
        self.pooled(".rodata.quiesce_strings", "quiesce_string", bytes, 1)
    }

    fn constant(&mut self, bytes: &[u8]) -> DraftSymbolId {
        let align = (bytes.len() as u64).next_power_of_two().clamp(1, 32);
        self.pooled(
            ".rodata.quiesce_constants",
            "quiesce_constant",
            bytes.to_vec(),
            align,
        )
    }

    fn pooled(&mut self, section: &str, prefix: &str, bytes: Vec<u8>, align: u64) -> DraftSymbolId {
        let key = (align, bytes);
        if let Some(known) = self.pool.get(&key) {
            return *known;
        }
        let home = self.draft.gathering(section, || DraftSection {
            name: section.to_owned(),
            sh_type: elf::SHT_PROGBITS,
            flags: elf::SHF_ALLOC.0,
            align: 1,
            entsize: 0,
            bytes: Vec::new(),
            uninitialised: 0,
            relocs: Vec::new(),
        });
        let value = self.draft.append(home, &key.1, align);
        let symbol = self.draft.add_symbol(DraftSymbol {
            name: format!("{prefix}_{}", self.pool.len()),
            section: Some(home),
            value,
            size: key.1.len() as u64,
            kind: elf::STT_OBJECT,
            bind: elf::STB_LOCAL,
        });
        self.pool.insert(key, symbol);
        symbol
    }
}
