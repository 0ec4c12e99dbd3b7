//! Tables that the kernel keeps beside the code: each entry belongs to one place in a function.
//!
//! The first relocation of an entry names that place. The size of an entry differs between kernel series, so it is
//! found by looking: it is the first size in [`Table::strides`] at whose every multiple an entry's first relocation lies.

use std::ops::Range;

use super::model::{Object, Section, SectionId};

/// What is known of one table.
#[derive(Debug)]
pub struct Table {
    /// Section name.
    pub name: &'static str,
    /// Entry sizes in bytes, by kernel series.
    pub strides: &'static [u64],
    /// Whether an entry says more than the code does, and so takes part in the comparison.
    pub compared: bool,
    /// Whether an update module may carry entries.
    pub carried: bool,
}

const fn table(
    name: &'static str,
    strides: &'static [u64],
    compared: bool,
    carried: bool,
) -> Table {
    Table {
        name,
        strides,
        compared,
        carried,
    }
}

/// All tables with entries by place.
pub const TABLES: &[Table] = &[
    table("__ex_table", &[12, 8, 16], true, true),
    table("__bug_table", &[12, 16, 8, 6, 24], true, true),
    table("__jump_table", &[16, 24], true, true),
    table(".altinstructions", &[12, 14, 13], true, true),
    table(".parainstructions", &[16], true, true),
    table(".static_call_sites", &[8], true, true),
    table(".retpoline_sites", &[4], false, true),
    table(".return_sites", &[4], false, true),
    table(".smp_locks", &[4], false, true),
    table("__mcount_loc", &[8], false, true),
];

/// One entry of a table.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it begins in the table's section.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// Indices of its relocations in the section's list; the first names the place that it belongs to.
    pub relocs: Range<usize>,
}

/// Splits the table in `section` into its entries; `None` when its layout is not known.
#[must_use]
pub fn table_entries(object: &Object<'_>, section: SectionId) -> Option<Vec<Entry>> {
    let section = object.section(section);
    let table = TABLES.iter().find(|table| table.name == section.name)?;
    let stride = *table
        .strides
        .iter()
        .find(|stride| fits(section, **stride))?;
    let mut entries = Vec::new();
    let mut start = 0;
    while start < section.size {
        let end = (start + stride).min(section.size);
        let first = section.relocs.partition_point(|reloc| reloc.offset < start);
        let last = section.relocs.partition_point(|reloc| reloc.offset < end);
        entries.push(Entry {
            start,
            end,
            relocs: first..last,
        });
        start = end;
    }
    Some(entries)
}

/// Whether every entry of `stride` bytes begins with a relocation. The last may lack its padding.
fn fits(section: &Section<'_>, stride: u64) -> bool {
    let rest = section.size % stride;
    if rest != 0 && stride - rest >= 8 {
        return false;
    }
    let mut start = 0;
    while start < section.size {
        let at = section.relocs.partition_point(|reloc| reloc.offset < start);
        if section
            .relocs
            .get(at)
            .is_none_or(|reloc| reloc.offset != start)
        {
            return false;
        }
        start += stride;
    }
    true
}
