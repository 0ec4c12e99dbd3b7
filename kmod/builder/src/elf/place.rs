//! What a relocation refers to, once section symbols are looked through.

use super::model::{Home, Object, Reloc, SectionId, reloc};
use super::parts::{PartId, PartKind, Parts};
use super::role::{Role, role};

/// What a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'data> {
    /// A symbol of another object.
    Outside {
        /// Its name.
        name: &'data str,
        /// Bytes behind it.
        offset: i64,
    },
    /// A part of this object.
    Part {
        /// Which.
        id: PartId,
        /// Bytes behind its start; negative when code counts from an index above zero.
        offset: i64,
    },
    /// A string; from here to its end, without the zero.
    Text(&'data [u8]),
    /// A constant that the linker may merge with equal ones.
    Constant(&'data [u8]),
    /// A number.
    Absolute(i64),
    /// A place that belongs to no part, such as a table.
    Section {
        /// The section.
        id: SectionId,
        /// Offset in it.
        offset: i64,
    },
}

/// Looks references up in one object.
#[derive(Debug)]
pub struct Resolver<'a, 'data> {
    /// The object.
    pub object: &'a Object<'data>,
    /// Its parts.
    pub parts: &'a Parts<'data>,
}

impl<'data> Resolver<'_, 'data> {
    /// What `reloc` leads to. `bias` is the distance in bytes from the relocated field to the zero point of a relative
    /// reference: to the instruction's end in code.
    #[must_use]
    pub fn place(&self, reloc: &Reloc, bias: i64) -> Place<'data> {
        let symbol = self.object.symbol(reloc.symbol);
        let addend = reloc.addend.saturating_add(bias);
        let value = i64::try_from(symbol.value).unwrap_or(i64::MAX);
        match symbol.home {
            Home::Undefined | Home::Common => Place::Outside {
                name: symbol.name,
                offset: addend,
            },
            Home::Absolute => Place::Absolute(value.saturating_add(addend)),
            Home::Section(section) => {
                let named =
                    symbol.kind != object::elf::STT_SECTION && !symbol.name.starts_with(".L");
                let anchor = if named {
                    self.parts.at(section, value)
                } else {
                    None
                };
                match anchor {
                    // A named symbol is meant even when the offset leads out of it.
                    Some((id, within)) => Place::Part {
                        id,
                        offset: within.saturating_add(addend),
                    },
                    None => self.inside(section, value.saturating_add(addend)),
                }
            }
        }
    }

    /// What lies at `offset` of `section`.
    #[must_use]
    pub fn inside(&self, section: SectionId, offset: i64) -> Place<'data> {
        let held = self.object.section(section);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let data: &'data [u8] = held.data;
        match (role(held), data.get(start..)) {
            (Role::Strings, Some(rest)) => {
                let unit = usize::try_from(held.entsize).unwrap_or(1).max(1);
                let length = rest
                    .chunks(unit)
                    .take_while(|unit| unit.iter().any(|byte| *byte != 0))
                    .map(<[u8]>::len)
                    .sum();
                Place::Text(&rest[..length])
            }
            (Role::Constants, Some(rest)) => {
                let size = usize::try_from(held.entsize).unwrap_or(usize::MAX);
                // From here to the end of the entry, so that a reference into its middle stays one.
                let end = start
                    .checked_next_multiple_of(size)
                    .filter(|end| *end > start)
                    .unwrap_or(start.saturating_add(size));
                Place::Constant(&rest[..rest.len().min(end - start)])
            }
            _ => match self.parts.at(section, offset) {
                Some((id, offset)) => Place::Part { id, offset },
                None => Place::Section {
                    id: section,
                    offset,
                },
            },
        }
    }

    /// The references of a part that is not code, as pairs of an offset in the part and what is there.
    #[must_use]
    pub fn data_references(&self, id: PartId) -> Vec<(u64, u32, Place<'data>)> {
        let part = self.parts.get(id);
        let relocs = self
            .object
            .section(part.section)
            .relocs_in(part.start, part.end);
        relocs
            .iter()
            .filter(|reloc| reloc.kind != reloc::NONE)
            .map(|reloc| {
                let at = reloc.offset - part.start;
                // Entries of a relative jump table count from the table's start.
                let relative = part.kind == PartKind::Literal && reloc::is_relative(reloc.kind);
                let bias = if relative {
                    -i64::try_from(at).unwrap_or(0)
                } else {
                    0
                };
                (at, reloc.kind, self.place(reloc, bias))
            })
            .collect()
    }
}
