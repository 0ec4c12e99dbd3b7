//! Reads the vmlinux file. Every offset in it is checked: a damaged file is an error, never a panic.

use std::collections::HashMap;

use object::LittleEndian as LE;
use object::elf;
use object::read::elf::{
    FileHeader as _, Rela as _, SectionHeader as _, SectionTable, Sym as _, SymbolTable,
};

use super::{Realm, Reference, Section, Symbol, SymbolKind, Unit, Vmlinux};

type Header = elf::FileHeader64<LE>;

/// Why a vmlinux cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VmlinuxError {
    /// It is not a readable 64-bit little-endian ELF file.
    #[error(
        "vmlinux cannot be read: {0}. Delete the kernel's folder in the cache and prepare it again"
    )]
    Elf(#[from] object::read::Error),
    /// Something that every Debian kernel has is not in it.
    #[error("vmlinux lacks {0}: it is not the one of Debian's debug package")]
    Missing(&'static str),
    /// The file could not be read.
    #[error("vmlinux cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

impl VmlinuxError {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Elf(_) => "vmlinux_unreadable",
            Self::Missing(_) => "vmlinux_incomplete",
            Self::Io(_) => "io",
        }
    }
}

pub(super) fn parse(file: Vec<u8>) -> Result<Vmlinux, VmlinuxError> {
    let data = file.as_slice();
    let header = Header::parse(data)?;
    let table = header.sections(LE, data)?;
    let sections = loaded_sections(&table, data)?;
    let symtab = table.symbols(LE, data, elf::SHT_SYMTAB)?;
    let (symbols, units) = symbols(&table, &symtab)?;
    let references = references(&table, &symtab, data)?;
    let build_id = build_id(&table, data)?;
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::with_capacity(symbols.len());
    for (index, symbol) in symbols.iter().enumerate() {
        by_name.entry(symbol.name.clone()).or_default().push(index);
    }
    for same in by_name.values_mut() {
        same.sort_by_key(|&index| symbols.get(index).map(|symbol| symbol.address));
    }
    Ok(Vmlinux {
        sections,
        symbols,
        by_name,
        units,
        references,
        build_id,
        file,
    })
}

fn loaded_sections(
    table: &SectionTable<'_, Header>,
    data: &[u8],
) -> Result<Vec<Section>, VmlinuxError> {
    let mut loaded = Vec::new();
    for section in table.iter() {
        let flags = section.sh_flags(LE);
        if !flags.contains(elf::SHF_ALLOC) {
            continue;
        }
        let Some((offset, size)) = section.file_range(LE) else {
            continue;
        };
        let (Ok(start), Ok(size)) = (usize::try_from(offset), usize::try_from(size)) else {
            continue;
        };
        let Some(end) = start.checked_add(size).filter(|&end| end <= data.len()) else {
            continue;
        };
        let name = String::from_utf8_lossy(table.section_name(LE, section)?).into_owned();
        loaded.push(Section {
            name,
            address: section.sh_addr(LE),
            bytes: start..end,
        });
    }
    Ok(loaded)
}

fn symbols(
    table: &SectionTable<'_, Header>,
    symtab: &SymbolTable<'_, Header>,
) -> Result<(Vec<Symbol>, Vec<Unit>), VmlinuxError> {
    let mut symbols = Vec::with_capacity(symtab.len());
    let mut units: Vec<Unit> = Vec::new();
    for (index, entry) in symtab.enumerate() {
        let name = String::from_utf8_lossy(symtab.symbol_name(LE, entry)?).into_owned();
        let kind = match entry.st_type() {
            elf::STT_FILE => {
                units.push(Unit {
                    file: name,
                    locals: symbols.len()..symbols.len(),
                });
                continue;
            }
            elf::STT_SECTION => continue,
            elf::STT_FUNC => SymbolKind::Function,
            elf::STT_OBJECT => SymbolKind::Object,
            _other => SymbolKind::Unknown,
        };
        // Absolute and undefined symbols have no section, and the running kernel's table does not have them.
        let Some(section) = symtab.symbol_section(LE, entry, index)? else {
            continue;
        };
        table.section(section)?;
        let local = entry.st_bind() == elf::STB_LOCAL;
        let unit = if local {
            units.len().checked_sub(1)
        } else {
            None
        };
        symbols.push(Symbol {
            name,
            address: entry.st_value(LE),
            size: entry.st_size(LE),
            kind,
            local,
            section: section.0,
            unit,
        });
        if let Some(unit) = unit.and_then(|unit| units.get_mut(unit)) {
            unit.locals.end = symbols.len();
        }
    }
    Ok((symbols, units))
}

fn references(
    table: &SectionTable<'_, Header>,
    symtab: &SymbolTable<'_, Header>,
    data: &[u8],
) -> Result<Vec<Reference>, VmlinuxError> {
    let percpu = table
        .section_by_name(LE, b".data..percpu")
        .map(|(index, _)| index);
    let mut references = Vec::new();
    for section in table.iter() {
        let Some((relocations, _link)) = section.rela(LE, data)? else {
            continue;
        };
        let target = table.section(section.info_link(LE))?;
        if !target.sh_flags(LE).contains(elf::SHF_ALLOC) {
            continue;
        }
        for relocation in relocations {
            let Some(index) = relocation.symbol(LE, false) else {
                continue;
            };
            let symbol = symtab.symbol(index)?;
            references.push(Reference {
                at: relocation.r_offset(LE),
                kind: relocation.r_type(LE, false).0,
                target: symbol
                    .st_value(LE)
                    .wrapping_add_signed(relocation.r_addend(LE)),
                realm: realm(symtab, symbol, index, percpu)?,
            });
        }
    }
    if references.is_empty() {
        return Err(VmlinuxError::Missing("its relocations"));
    }
    references.sort_by_key(|reference| reference.at);
    Ok(references)
}

/// As `is_percpu_sym()` in `arch/x86/tools/relocs.c` sees it: some symbols lie in the per-cpu section only because the
/// linker had to put them somewhere.
fn realm(
    symtab: &SymbolTable<'_, Header>,
    symbol: &elf::Sym64<LE>,
    index: object::SymbolIndex,
    percpu: Option<object::SectionIndex>,
) -> Result<Realm, VmlinuxError> {
    let Some(section) = symtab.symbol_section(LE, symbol, index)? else {
        return Ok(Realm::Absolute);
    };
    let name = symtab.symbol_name(LE, symbol)?;
    let placed =
        name == b"__init_begin" || name == b"__per_cpu_load" || name.starts_with(b"init_per_cpu_");
    Ok(if Some(section) == percpu && !placed {
        Realm::PerCpu
    } else {
        Realm::Kernel
    })
}

fn build_id(table: &SectionTable<'_, Header>, data: &[u8]) -> Result<[u8; 20], VmlinuxError> {
    for section in table.iter() {
        let Some(mut notes) = section.notes(LE, data)? else {
            continue;
        };
        while let Some(note) = notes.next()? {
            if note.name() == elf::ELF_NOTE_GNU
                && note.n_type(LE) == elf::NT_GNU_BUILD_ID
                && let Ok(id) = note.desc().try_into()
            {
                return Ok(id);
            }
        }
    }
    Err(VmlinuxError::Missing("its build id"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_damaged_file_is_an_error(mut file in proptest::collection::vec(any::<u8>(), 0..300), head: bool) {
            if head {
                file.splice(0..file.len().min(20), *b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0");
            }
            prop_assert!(parse(file).is_err());
        }
    }
}
