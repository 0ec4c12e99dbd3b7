//! Whether two functions have the same entries in the tables beside the code.
//!
//! Only tables that say more than the code does are compared. In `__bug_table` the line and the file are not behaviour;
//! the flags, its last two bytes, are (`struct bug_entry`). In `.altinstructions` the replacement's code is followed.

use crate::elf::{Code, PartId, Resolver, TABLES};

use super::difference::Difference;
use super::matcher::Matcher;
use super::side::{Attached, Side};

/// Compares the entries of two parts of code.
pub(crate) fn same_attached<'data>(
    matcher: &mut Matcher<'_, 'data>,
    orig: PartId,
    patched: PartId,
) -> Result<(), Difference> {
    let (a, b) = (matcher.a, matcher.b);
    for table in TABLES.iter().filter(|table| table.compared) {
        let old = of_table(a, orig, table.name);
        let new = of_table(b, patched, table.name);
        if old.len() != new.len() {
            return Err(Difference::Table(table.name));
        }
        for (x, y) in old.iter().zip(&new) {
            let index = |side: &Side<'_, '_>, part, offset| {
                side.code
                    .get(&part)
                    .map(|code: &Code<'_>| code.index_at(offset))
            };
            if index(a, orig, x.offset) != index(b, patched, y.offset) {
                return Err(Difference::Table(table.name));
            }
            same_entry(matcher, table.name, x, y).map_err(|_| Difference::Table(table.name))?;
        }
    }
    Ok(())
}

fn of_table<'s>(side: &'s Side<'_, '_>, part: PartId, table: &str) -> Vec<&'s Attached> {
    let all = side.attached.get(&part).into_iter().flatten();
    all.filter(|item| side.look.object.section(item.section).name == table)
        .collect()
}

fn same_entry(
    matcher: &mut Matcher<'_, '_>,
    table: &str,
    old: &Attached,
    new: &Attached,
) -> Result<(), Difference> {
    let (a, b) = (matcher.a, matcher.b);
    let (x, y) = (
        a.look.object.section(old.section),
        b.look.object.section(new.section),
    );
    let (old_bytes, new_bytes) = (
        x.bytes(old.entry.start, old.entry.end),
        y.bytes(new.entry.start, new.entry.end),
    );
    if table == "__bug_table" {
        return same_bytes(last_two(old_bytes), last_two(new_bytes));
    }
    let (old_relocs, new_relocs) = (
        &x.relocs[old.entry.relocs.clone()],
        &y.relocs[new.entry.relocs.clone()],
    );
    if old_relocs.len() != new_relocs.len() {
        return Err(Difference::Code);
    }
    // Bytes behind the references; those below them are the linker's to write. Padding may be missing at the end.
    let width = |relocs: &[crate::elf::Reloc], start: u64| {
        relocs.last().map_or(0, |last| {
            usize::try_from(last.offset + crate::elf::reloc::width(last.kind) - start).unwrap_or(0)
        })
    };
    let tail = old_bytes.len().min(new_bytes.len());
    let from = width(old_relocs, old.entry.start).min(tail);
    same_bytes(&old_bytes[from..tail], &new_bytes[from..tail])?;
    if table == ".altinstructions" {
        let (Some(old_code), Some(new_code)) =
            (replacement(&a.look, old), replacement(&b.look, new))
        else {
            return Err(Difference::Code);
        };
        return matcher.same_insns(&old_code, &new_code);
    }
    for (p, q) in old_relocs.iter().zip(new_relocs).skip(1) {
        // The fields are relative to themselves, and each is at the same offset of its entry.
        matcher.same_place(&a.look.place(p, 0), &b.look.place(q, 0))?;
    }
    Ok(())
}

/// The code that an entry of `.altinstructions` puts in place. Its length stands behind the length of what it replaces,
/// in the last bytes of the entry (13-byte entries have a padding length behind it).
pub(crate) fn replacement<'data>(
    look: &Resolver<'_, 'data>,
    item: &Attached,
) -> Option<Code<'data>> {
    let (section, start, end) = replacement_range(look, item)?;
    Some(look.decode(section, start, end))
}

/// Where the replacement of an entry lies.
pub(crate) fn replacement_range(
    look: &Resolver<'_, '_>,
    item: &Attached,
) -> Option<(crate::elf::SectionId, u64, u64)> {
    let section = look.object.section(item.section);
    let bytes = section.bytes(item.entry.start, item.entry.end);
    let behind = if bytes.len() == 13 { 2 } else { 1 };
    let length = u64::from(*bytes.get(bytes.len().checked_sub(behind)?)?);
    let reloc = section.relocs.get(item.entry.relocs.clone())?.get(1)?;
    let symbol = look.object.symbol(reloc.symbol);
    let crate::elf::Home::Section(home) = symbol.home else {
        return None;
    };
    let start = symbol.value.checked_add_signed(reloc.addend)?;
    let end = start
        .checked_add(length)
        .filter(|end| *end <= look.object.section(home).size)?;
    Some((home, start, end))
}

fn last_two(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.len().saturating_sub(2)..]
}

fn same_bytes(old: &[u8], new: &[u8]) -> Result<(), Difference> {
    if old == new {
        Ok(())
    } else {
        Err(Difference::Code)
    }
}
