//! What a running kernel rewrites in its own code, told by the tables that lie beside the code in the object.
//!
//! | table | who rewrites it | bytes |
//! |---|---|---|
//! | `__mcount_loc` | ftrace | the call, 5 |
//! | `.return_sites`, `.retpoline_sites` | `apply_returns()`, `apply_retpolines()` | the instruction |
//! | `.altinstructions` | `apply_alternatives()` | as the entry says, padding included |
//! | `.parainstructions` | `apply_paravirt()` | as the entry says |
//! | `.static_call_sites` | `arch_static_call_transform()` | the instruction |
//! | `__jump_table` | `arch_jump_label_transform()` | the instruction |
//! | `.smp_locks` | `alternatives_smp_lock()` | the prefix, 1 |

use std::collections::BTreeMap;

use iced_x86::{Decoder, DecoderOptions};

use super::Mask;
use crate::elf::{Entry, Home, Object, PartId, Parts, Section, SectionId, table_entries};

/// A place in a function that the running kernel rewrites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Site {
    /// The bytes, counted from the function's start.
    pub bytes: Mask,
    /// Name of the table.
    pub table: &'static str,
}

/// Sites by function, ascending.
pub(super) type Sites = BTreeMap<PartId, Vec<Site>>;

/// A table that cannot be read: its entries have an unknown size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownTable(pub &'static str);

const TABLES: [&str; 8] = [
    "__mcount_loc",
    ".return_sites",
    ".retpoline_sites",
    ".altinstructions",
    ".parainstructions",
    ".static_call_sites",
    "__jump_table",
    ".smp_locks",
];

/// All sites of an object.
pub(super) fn sites(object: &Object<'_>, parts: &Parts<'_>) -> Result<Sites, UnknownTable> {
    let mut sites = Sites::new();
    for (id, section) in object.sections() {
        let Some(&table) = TABLES.iter().find(|&&table| table == section.name) else {
            continue;
        };
        for entry in table_entries(object, id).ok_or(UnknownTable(table))? {
            let Some((home, offset)) = place(object, section, &entry) else {
                return Err(UnknownTable(table));
            };
            let length =
                length(object, section, table, &entry, home, offset).ok_or(UnknownTable(table))?;
            let Some((part, within)) = parts.at(home, offset) else {
                continue;
            };
            let Ok(offset) = u32::try_from(within) else {
                return Err(UnknownTable(table));
            };
            sites.entry(part).or_default().push(Site {
                bytes: Mask { offset, length },
                table,
            });
        }
    }
    for of_part in sites.values_mut() {
        of_part.sort_by_key(|site| site.bytes);
    }
    Ok(sites)
}

/// The masks of a function: its sites' bytes, with what touches or overlaps made one.
pub(super) fn masks(sites: &[Site]) -> Vec<Mask> {
    let mut masks: Vec<Mask> = Vec::new();
    for site in sites {
        match masks.last_mut() {
            Some(last) if site.bytes.offset <= last.offset + last.length => {
                let end = (site.bytes.offset + site.bytes.length).max(last.offset + last.length);
                last.length = end - last.offset;
            }
            Some(_) | None => masks.push(site.bytes),
        }
    }
    masks
}

/// Where an entry's first relocation leads.
fn place(object: &Object<'_>, table: &Section<'_>, entry: &Entry) -> Option<(SectionId, i64)> {
    let reloc = table.relocs.get(entry.relocs.clone())?.first()?;
    let symbol = object.symbol(reloc.symbol);
    match symbol.home {
        Home::Section(section) => Some((
            section,
            i64::try_from(symbol.value)
                .ok()?
                .checked_add(reloc.addend)?,
        )),
        Home::Undefined | Home::Absolute | Home::Common => None,
    }
}

fn length(
    object: &Object<'_>,
    section: &Section<'_>,
    table: &str,
    entry: &Entry,
    home: SectionId,
    offset: i64,
) -> Option<u32> {
    let field = |at: u64| {
        section
            .bytes(entry.start + at, entry.start + at + 1)
            .first()
            .copied()
            .map(u32::from)
    };
    match table {
        "__mcount_loc" => Some(5),
        ".smp_locks" => Some(1),
        // struct alt_instr: instrlen lies before replacementlen; 13 bytes have padlen behind.
        ".altinstructions" => field(if entry.end - entry.start == 14 {
            12
        } else {
            10
        }),
        // struct paravirt_patch_site: 8 bytes of address, type, len.
        ".parainstructions" => field(9),
        _instruction => {
            let start = u64::try_from(offset).ok()?;
            let bytes = object.section(home).bytes(start, start.saturating_add(15));
            let mut decoder = Decoder::new(64, bytes, DecoderOptions::NONE);
            let instruction = decoder.decode();
            u32::try_from(instruction.len())
                .ok()
                .filter(|&length| length > 0 && !instruction.is_invalid())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_that_touch_become_one() {
        let site = |offset, length| Site {
            bytes: Mask { offset, length },
            table: ".return_sites",
        };
        let masks = masks(&[site(0, 5), site(5, 2), site(9, 4), site(10, 1)]);
        assert_eq!(
            masks,
            [
                Mask {
                    offset: 0,
                    length: 7
                },
                Mask {
                    offset: 9,
                    length: 4
                }
            ]
        );
    }
}
