//! Reading debug information of a relocatable object: its sections refer to each other by relocations.

use std::borrow::Cow;
use std::collections::HashMap;

use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, constants as dw,
};

use crate::elf::{Home, Object, Section, SectionId, reloc};

use super::DebugInfo;
use super::shape::{Die, Unit};

type Slice<'a> = EndianSlice<'a, LittleEndian>;

pub(super) fn read(object: &Object<'_>) -> Result<DebugInfo, gimli::Error> {
    let by_name: HashMap<&str, &Section<'_>> = object
        .sections()
        .filter(|(_, section)| section.name.starts_with(".debug_"))
        .map(|(_, section)| (section.name, section))
        .collect();
    let mut found = DebugInfo::default();
    if !by_name.contains_key(".debug_info") {
        return Ok(found);
    }
    let sections = gimli::DwarfSections::load(|id| {
        Ok::<_, gimli::Error>(
            by_name
                .get(id.name())
                .map_or(Cow::Borrowed(&[][..]), |section| relocated(object, section)),
        )
    })?;
    let dwarf = sections.borrow(|bytes| EndianSlice::new(bytes, LittleEndian));
    let sections_by_base: HashMap<u64, SectionId> =
        object.sections().map(|(id, _)| (base_of(id), id)).collect();
    let mut headers = dwarf.units();
    while let Some(header) = headers.next()? {
        let unit = dwarf.unit(header)?;
        read_lines(&unit, &sections_by_base, &mut found)?;
        let entries = read_unit(&dwarf, &unit, &mut found)?;
        for (name, layout) in entries.layouts() {
            let known = found.layouts.entry(name).or_default();
            if !known.contains(&layout) {
                known.push(layout);
            }
        }
    }
    found.lines.sort_unstable();
    // At one place the last line counts, and the end of a stretch only where no other begins.
    found.lines.dedup_by(|next, kept| {
        (next.0, next.1) == (kept.0, kept.1) && {
            kept.2 = next.2;
            true
        }
    });
    Ok(found)
}

/// Sections of code get addresses of their own, far from each other, while debug information is read: in a relocatable
/// object all of them begin at 0.
fn base_of(section: SectionId) -> u64 {
    (section.index() + 1) << 32
}

fn read_lines(
    unit: &gimli::Unit<Slice<'_>>,
    sections: &HashMap<u64, SectionId>,
    found: &mut DebugInfo,
) -> Result<(), gimli::Error> {
    let Some(program) = unit.line_program.clone() else {
        return Ok(());
    };
    let mut rows = program.rows();
    while let Some((_, row)) = rows.next_row()? {
        let Some(section) = sections.get(&(row.address() >> 32 << 32)) else {
            continue;
        };
        let line = if row.end_sequence() {
            0
        } else {
            row.line()
                .map_or(0, |line| u32::try_from(line.get()).unwrap_or(0))
        };
        found
            .lines
            .push((*section, row.address() & u64::from(u32::MAX), line));
    }
    Ok(())
}

fn read_unit(
    dwarf: &Dwarf<Slice<'_>>,
    unit: &gimli::Unit<Slice<'_>>,
    found: &mut DebugInfo,
) -> Result<Unit, gimli::Error> {
    let mut kept = Unit::default();
    let mut parents: Vec<Option<usize>> = Vec::new();
    let mut entries = unit.entries_raw(None)?;
    let mut entry = DebuggingInformationEntry::null();
    while !entries.is_empty() {
        let offset = entries.next_offset().0;
        let depth = usize::try_from(entries.next_depth()).unwrap_or(0);
        if !entries.read_entry(&mut entry)? {
            continue;
        }
        parents.truncate(depth);
        let tag = entry.tag();
        if matches!(tag, dw::DW_TAG_subprogram | dw::DW_TAG_variable) && depth == 1 {
            note_place(dwarf, unit, &entry, found);
        }
        let index = is_kept(tag).then_some(kept.dies.len());
        if let Some(index) = index {
            kept.dies.push(read_die(dwarf, unit, &entry));
            kept.by_offset.insert(offset, index);
            if let Some(Some(parent)) = parents.last() {
                kept.dies[*parent].children.push(index);
            }
        }
        parents.resize(depth, None);
        parents.push(index);
    }
    Ok(kept)
}

fn is_kept(tag: gimli::DwTag) -> bool {
    matches!(
        tag,
        dw::DW_TAG_structure_type
            | dw::DW_TAG_union_type
            | dw::DW_TAG_member
            | dw::DW_TAG_array_type
            | dw::DW_TAG_subrange_type
            | dw::DW_TAG_typedef
            | dw::DW_TAG_base_type
            | dw::DW_TAG_pointer_type
            | dw::DW_TAG_enumeration_type
            | dw::DW_TAG_const_type
            | dw::DW_TAG_volatile_type
            | dw::DW_TAG_restrict_type
            | dw::DW_TAG_atomic_type
    )
}

fn read_die<'a>(
    dwarf: &Dwarf<Slice<'a>>,
    unit: &gimli::Unit<Slice<'a>>,
    entry: &DebuggingInformationEntry<Slice<'a>>,
) -> Die {
    let mut die = Die {
        tag: entry.tag().0,
        ..Die::default()
    };
    for attr in entry.attrs() {
        match attr.name() {
            dw::DW_AT_name => die.name = string(dwarf, unit, attr.value()),
            dw::DW_AT_byte_size => die.size = attr.udata_value(),
            dw::DW_AT_type => {
                if let AttributeValue::UnitRef(target) = attr.value() {
                    die.of_type = Some(target.0);
                }
            }
            dw::DW_AT_data_member_location => {
                die.bit += attr.udata_value().unwrap_or(0).saturating_mul(8)
            }
            dw::DW_AT_data_bit_offset => die.bit += attr.udata_value().unwrap_or(0),
            // DWARF 3 style: counted from the top of the storage unit; equal layouts give equal numbers all the same.
            dw::DW_AT_bit_offset => {
                die.bit = die.bit.wrapping_add(attr.udata_value().unwrap_or(0) << 32)
            }
            dw::DW_AT_bit_size => die.bit_size = attr.udata_value(),
            dw::DW_AT_count => die.count = attr.udata_value(),
            dw::DW_AT_upper_bound => {
                die.count = attr.udata_value().map(|bound| bound.wrapping_add(1))
            }
            dw::DW_AT_declaration => die.declaration = true,
            _ => {}
        }
    }
    die
}

/// Keeps file and line of a function or variable that is defined at file scope.
fn note_place<'a>(
    dwarf: &Dwarf<Slice<'a>>,
    unit: &gimli::Unit<Slice<'a>>,
    entry: &DebuggingInformationEntry<Slice<'a>>,
    found: &mut DebugInfo,
) {
    let name = entry
        .attr_value(dw::DW_AT_name)
        .map(|value| string(dwarf, unit, value))
        .unwrap_or_default();
    let line = entry
        .attr(dw::DW_AT_decl_line)
        .and_then(gimli::Attribute::udata_value)
        .and_then(|line| u32::try_from(line).ok());
    let Some(AttributeValue::FileIndex(index)) = entry.attr_value(dw::DW_AT_decl_file) else {
        return;
    };
    let Some(program) = &unit.line_program else {
        return;
    };
    let header = program.header();
    let Some(file) = header.file(index) else {
        return;
    };
    let mut path = string(dwarf, unit, file.path_name());
    if let Some(folder) = file.directory(header).filter(|_| !path.contains('/')) {
        let folder = string(dwarf, unit, folder);
        if !folder.is_empty() && !folder.starts_with('/') {
            path = format!("{folder}/{path}");
        }
    }
    if !name.is_empty() && !path.is_empty() && !entry.has_attr(dw::DW_AT_declaration) {
        found.places.entry(name).or_insert((path, line));
    }
}

fn string<'a>(
    dwarf: &Dwarf<Slice<'a>>,
    unit: &gimli::Unit<Slice<'a>>,
    value: AttributeValue<Slice<'a>>,
) -> String {
    dwarf
        .attr_string(unit, value)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A debug section with its relocations applied. A symbol counts with its offset in its own section, and one in code
/// with that section's base on top.
fn relocated<'a>(object: &Object<'_>, section: &Section<'a>) -> Cow<'a, [u8]> {
    if section.relocs.is_empty() {
        return Cow::Borrowed(section.data);
    }
    let mut bytes = section.data.to_vec();
    for reloc in &section.relocs {
        let symbol = object.symbol(reloc.symbol);
        let base = match symbol.home {
            Home::Section(home) if reloc.kind == reloc::ABS64 && object.section(home).is_code() => {
                symbol.value.wrapping_add(base_of(home))
            }
            Home::Section(_) | Home::Absolute | Home::Common => symbol.value,
            Home::Undefined => 0,
        };
        let value = base.wrapping_add_signed(reloc.addend).to_le_bytes();
        let width = usize::try_from(reloc::width(reloc.kind)).unwrap_or(0);
        let start = usize::try_from(reloc.offset).unwrap_or(usize::MAX);
        if let Some(field) = start
            .checked_add(width)
            .and_then(|end| bytes.get_mut(start..end))
        {
            field.copy_from_slice(&value[..width]);
        }
    }
    Cow::Owned(bytes)
}
