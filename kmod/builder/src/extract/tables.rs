//! The entries that extracted code has in the tables beside it.

use object::elf;

use crate::compare::{Attached, replacement_range};
use crate::elf::{PartId, Place, TABLES};

use super::assemble::Assembly;
use super::draft::{DraftReloc, DraftSection, DraftSectionId, DraftSymbol, DraftSymbolId};
use super::outcome::ExtractError;
use super::target::Manner;

impl<'data> Assembly<'_, 'data> {
    /// Adds all entries of a part of code.
    pub(super) fn add_entries(&mut self, id: PartId) -> Result<(), ExtractError> {
        for item in self.b.attached.get(&id).into_iter().flatten() {
            let section = self.b.look.object.section(item.section);
            if !TABLES
                .iter()
                .any(|table| table.name == section.name && table.carried)
            {
                continue;
            }
            let mut bytes = section.bytes(item.entry.start, item.entry.end).to_vec();
            let home = self.table(item);
            if section.name == ".parainstructions" {
                bytes.resize(16, 0); // the last entry may lack its padding
            }
            let at = self.draft.append(home, &bytes, 1);
            for (index, reloc) in section.relocs[item.entry.relocs.clone()].iter().enumerate() {
                let offset = at + (reloc.offset - item.entry.start);
                let (symbol, addend) = if section.name == ".altinstructions" && index == 1 {
                    (self.replacement(id, item)?, 0)
                } else {
                    let place = self.b.look.place(reloc, 0);
                    self.target(&place, Manner::Table)
                        .map_err(|why| self.cannot(id, item.offset.unsigned_abs(), why))?
                };
                self.draft.section(home).relocs.push(DraftReloc {
                    offset,
                    kind: reloc.kind,
                    symbol,
                    addend,
                });
            }
        }
        Ok(())
    }

    /// Adds the unwind entries (ORC) of extracted code: `.orc_unwind_ip` says where each entry of `.orc_unwind` begins to hold.
    pub(super) fn add_unwind_entries(&mut self, code: &[PartId]) -> Result<(), ExtractError> {
        let find = |name: &str| {
            self.b
                .look
                .object
                .sections()
                .find(|(_, section)| section.name == name)
        };
        let (Some((_, ips)), Some((_, entries))) = (find(".orc_unwind_ip"), find(".orc_unwind"))
        else {
            return Ok(());
        };
        let width = entries.size.checked_div(ips.size / 4).unwrap_or(0);
        for reloc in &ips.relocs {
            let Place::Part { id, offset } = self.b.look.place(reloc, 0) else {
                continue;
            };
            let Some(symbol) = self.symbol_if_placed(id).filter(|_| code.contains(&id)) else {
                continue;
            };
            let start = reloc.offset / 4 * width;
            let entry = entries.bytes(start, start + width);
            let ip_home = self.gathering(".orc_unwind_ip", ips.flags, 4);
            let at = self.draft.append(ip_home, &[0; 4], 1);
            self.draft.section(ip_home).relocs.push(DraftReloc {
                offset: at,
                kind: reloc.kind,
                symbol,
                addend: offset,
            });
            let entry_home = self.gathering(".orc_unwind", entries.flags, entries.align);
            self.draft.append(entry_home, entry, 1);
            if !entries.relocs_in(start, start + width).is_empty() {
                let why = "its unwind entry refers to a symbol".to_owned();
                return Err(self.cannot(id, offset.unsigned_abs(), why));
            }
        }
        Ok(())
    }

    fn table(&mut self, item: &Attached) -> DraftSectionId {
        let section = self.b.look.object.section(item.section);
        self.gathering(section.name, section.flags, section.align)
    }

    fn gathering(&mut self, name: &str, flags: u64, align: u64) -> DraftSectionId {
        self.draft.gathering(name, || DraftSection {
            name: name.to_owned(),
            sh_type: elf::SHT_PROGBITS,
            flags: flags & (elf::SHF_ALLOC.0 | elf::SHF_WRITE.0 | elf::SHF_EXECINSTR.0),
            align,
            entsize: 0,
            bytes: Vec::new(),
            uninitialised: 0,
            relocs: Vec::new(),
        })
    }

    /// Copies the code that an entry of `.altinstructions` puts in place.
    fn replacement(&mut self, id: PartId, item: &Attached) -> Result<DraftSymbolId, ExtractError> {
        let fail = |why: &str| self.cannot(id, item.offset.unsigned_abs(), why.to_owned());
        let Some((section, start, end)) = replacement_range(&self.b.look, item) else {
            return Err(fail("the alternative for it is not in the object"));
        };
        let held = self.b.look.object.section(section);
        let home = self.gathering(held.name, held.flags, held.align);
        let at = self.draft.append(home, held.bytes(start, end), 1);
        let symbol = self.draft.add_symbol(DraftSymbol {
            name: format!("quiesce_alternative_{at}"),
            section: Some(home),
            value: at,
            size: end - start,
            kind: elf::STT_NOTYPE,
            bind: elf::STB_LOCAL,
        });
        for insn in &self.b.look.decode(section, start, end).insns {
            for reference in insn
                .references
                .iter()
                .filter(|reference| reference.relocated)
            {
                let manner = if insn.is_branch {
                    Manner::Branch
                } else {
                    Manner::Address
                };
                let (target, offset) = self
                    .target(&reference.place, manner)
                    .map_err(|why| self.cannot(id, item.offset.unsigned_abs(), why))?;
                let reloc = DraftReloc {
                    offset: at + reference.at,
                    kind: reference.kind,
                    symbol: target,
                    addend: offset - reference.bias,
                };
                self.draft.section(home).relocs.push(reloc);
            }
        }
        Ok(symbol)
    }
}
