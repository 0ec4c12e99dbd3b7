//! The conversion itself: symbols first, then the relocations that use them.

use std::collections::{BTreeMap, BTreeSet};

use super::Resolution;
use super::sections::{
    MalformedModule, Module, RELA, SYMBOL, SectionHeader, read_u16, read_u32, read_u64, text,
    to_usize,
};

/// Section kinds and flags (`include/uapi/linux/elf.h`).
const SHT_SYMTAB: u32 = 2;
const SHT_RELA: u32 = 4;
const SHF_ALLOC: u64 = 0x2;
const SHF_INFO_LINK: u64 = 0x40;
const SHF_RELA_LIVEPATCH: u64 = 0x0010_0000;
/// Section number of a symbol that the livepatch loader resolves.
const SHN_LIVEPATCH: u16 = 0xff20;

/// Why a module could not be converted.
#[derive(Debug, thiserror::Error)]
pub enum KlpError {
    /// The module is not as `ld -r` makes it.
    #[error(transparent)]
    Malformed(#[from] MalformedModule),
    /// The module does not declare itself.
    #[error(
        "the module lacks MODULE_INFO(livepatch, \"Y\"), without which the loader does not resolve its symbols; add that line"
    )]
    NotDeclared,
    /// A symbol that neither the kernel nor the core has.
    #[error("{}: the kernel has no such symbol, or more than one and none can be told from the others", symbols.join(", "))]
    Unresolved {
        /// Their names.
        symbols: Vec<String>,
    },
}

/// Converts `module`: every undefined symbol that `resolve` finds in the running kernel's symbol table becomes a
/// livepatch symbol, and the relocations against it move to `.klp.rela.vmlinux.SECTION`. `resolve` gives `None` for a
/// symbol that nobody has.
pub fn convert(
    module: &[u8],
    resolve: impl Fn(&str) -> Option<Resolution>,
) -> Result<Vec<u8>, KlpError> {
    let mut module = Module::parse(module)?;
    let converted = rename_symbols(&mut module, resolve)?;
    if converted.is_empty() {
        return Ok(module.finish()?);
    }
    if !declares_livepatch(&module)? {
        return Err(KlpError::NotDeclared);
    }
    split_relocations(&mut module, &converted)?;
    Ok(module.finish()?)
}

/// Marks the livepatch symbols and gives their numbers.
fn rename_symbols(
    module: &mut Module,
    resolve: impl Fn(&str) -> Option<Resolution>,
) -> Result<BTreeSet<u32>, KlpError> {
    let symtab = module
        .sections
        .iter()
        .position(|section| section.kind == SHT_SYMTAB);
    let symtab = module.section(symtab.ok_or(MalformedModule("it has no symbol table"))?)?;
    let strtab_index = to_usize(u64::from(symtab.link))?;
    let strtab = module.section(strtab_index)?;
    let mut names = module.contents(&strtab)?.to_vec();
    let mut table = module.contents(&symtab)?.to_vec();
    let mut converted = BTreeSet::new();
    let mut unresolved = Vec::new();
    // Number 0 is the null symbol.
    for (number, entry) in (0u32..).zip(table.chunks_exact_mut(SYMBOL)).skip(1) {
        if read_u16(entry, 6)? != 0 {
            continue;
        }
        let name = text(&names, read_u32(entry, 0)?)?;
        match resolve(&name) {
            Some(Resolution::Exported) => {}
            Some(Resolution::Livepatch(klp)) => {
                let offset = u32::try_from(names.len())
                    .map_err(|_| MalformedModule("its names are too long"))?;
                names.extend_from_slice(klp.as_bytes());
                names.push(0);
                set(entry, 0, &offset.to_le_bytes())?;
                set(entry, 6, &SHN_LIVEPATCH.to_le_bytes())?;
                converted.insert(number);
            }
            None => unresolved.push(name),
        }
    }
    if !unresolved.is_empty() {
        return Err(KlpError::Unresolved {
            symbols: unresolved,
        });
    }
    module.contents_mut(symtab)?.copy_from_slice(&table);
    let offset = module.append(&names);
    if let Some(strtab) = module.sections.get_mut(strtab_index) {
        strtab.offset = offset;
        strtab.size = names.len() as u64;
    }
    Ok(converted)
}

/// Moves relocations against `converted` symbols into sections of their own.
fn split_relocations(
    module: &mut Module,
    converted: &BTreeSet<u32>,
) -> Result<(), MalformedModule> {
    let mut moved: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    for index in 0..module.sections.len() {
        let section = module.section(index)?;
        if section.kind != SHT_RELA {
            continue;
        }
        let (mut kept, mut klp) = (Vec::new(), Vec::new());
        for entry in module.contents(&section)?.chunks_exact(RELA) {
            // The symbol's number is the upper half of r_info.
            let symbol = u32::try_from(read_u64(entry, 8)? >> 32).unwrap_or(u32::MAX);
            let side = if converted.contains(&symbol) {
                &mut klp
            } else {
                &mut kept
            };
            side.extend_from_slice(entry);
        }
        if klp.is_empty() {
            continue;
        }
        module
            .contents_mut(SectionHeader {
                size: kept.len() as u64,
                ..section
            })?
            .copy_from_slice(&kept);
        if let Some(section) = module.sections.get_mut(index) {
            section.size = kept.len() as u64;
        }
        moved.insert(index, klp);
    }
    add_sections(module, moved)
}

fn add_sections(
    module: &mut Module,
    moved: BTreeMap<usize, Vec<u8>>,
) -> Result<(), MalformedModule> {
    let names_index = module.names;
    let mut names = module.contents(&module.section(names_index)?)?.to_vec();
    for (from, relocations) in moved {
        let from = module.section(from)?;
        let target = module.section(to_usize(u64::from(from.info))?)?;
        let name = format!(".klp.rela.vmlinux.{}", module.section_name(&target)?);
        let name_offset =
            u32::try_from(names.len()).map_err(|_| MalformedModule("its names are too long"))?;
        names.extend_from_slice(name.as_bytes());
        names.push(0);
        let offset = module.append(&relocations);
        module.sections.push(SectionHeader {
            name: name_offset,
            kind: SHT_RELA,
            flags: SHF_ALLOC | SHF_INFO_LINK | SHF_RELA_LIVEPATCH,
            offset,
            size: relocations.len() as u64,
            ..from
        });
    }
    let offset = module.append(&names);
    if let Some(section) = module.sections.get_mut(names_index) {
        section.offset = offset;
        section.size = names.len() as u64;
    }
    Ok(())
}

fn declares_livepatch(module: &Module) -> Result<bool, MalformedModule> {
    for section in &module.sections {
        if module.section_name(section)? == ".modinfo" {
            return Ok(module
                .contents(section)?
                .split(|&byte| byte == 0)
                .any(|item| item == b"livepatch=Y"));
        }
    }
    Ok(false)
}

fn set(entry: &mut [u8], at: usize, value: &[u8]) -> Result<(), MalformedModule> {
    entry
        .get_mut(at..at + value.len())
        .ok_or(MalformedModule("it is too short"))?
        .copy_from_slice(value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use object::read::elf::{ElfFile64, FileHeader as _, Rela as _, SectionHeader as _, Sym as _};
    use object::write::{Object, Relocation, Symbol, SymbolSection};
    use object::{
        Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope, elf,
    };
    use proptest::prelude::*;

    use super::*;

    /// A module whose code calls `exported` and `hidden`.
    fn module(modinfo: &[u8]) -> Vec<u8> {
        let mut object = Object::new(
            object::BinaryFormat::Elf,
            object::Architecture::X86_64,
            Endianness::Little,
        );
        let text = object.section_id(object::write::StandardSection::Text);
        object.append_section_data(text, &[0xe8, 0, 0, 0, 0, 0xe8, 0, 0, 0, 0], 16);
        let info = object.add_section(Vec::new(), b".modinfo".to_vec(), SectionKind::ReadOnlyData);
        object.append_section_data(info, modinfo, 1);
        for (name, offset) in [("exported", 1), ("hidden", 6)] {
            let symbol = object.add_symbol(Symbol {
                name: name.into(),
                value: 0,
                size: 0,
                kind: SymbolKind::Unknown,
                scope: SymbolScope::Unknown,
                weak: false,
                section: SymbolSection::Undefined,
                flags: SymbolFlags::None,
            });
            let flags = RelocationFlags::Elf {
                r_type: elf::R_X86_64_PLT32,
            };
            object
                .add_relocation(
                    text,
                    Relocation {
                        offset,
                        symbol,
                        addend: -4,
                        flags,
                    },
                )
                .unwrap();
        }
        object.write().unwrap()
    }

    fn resolve(name: &str) -> Option<Resolution> {
        match name {
            "exported" => Some(Resolution::Exported),
            "hidden" => Some(Resolution::Livepatch(
                ".klp.sym.vmlinux.hidden,2".to_owned(),
            )),
            _other => None,
        }
    }

    /// Section name, flags, and the names of the symbols that its relocations are against.
    fn relocations(file: &[u8]) -> Vec<(String, u64, Vec<String>)> {
        let elf = ElfFile64::<Endianness>::parse(file).unwrap();
        let (endian, table) = (elf.endian(), elf.elf_section_table());
        let symbols = elf.elf_symbol_table();
        let mut found = Vec::new();
        for section in table.iter() {
            let Some((relas, _)) = section.rela(endian, file).unwrap() else {
                continue;
            };
            let name =
                String::from_utf8(table.section_name(endian, section).unwrap().to_vec()).unwrap();
            let of = relas.iter().map(|rela| {
                let symbol = symbols.symbol(rela.symbol(endian, false).unwrap()).unwrap();
                String::from_utf8(symbols.symbol_name(endian, symbol).unwrap().to_vec()).unwrap()
            });
            found.push((name, section.sh_flags(endian).0, of.collect()));
        }
        found
    }

    #[test]
    fn only_unexported_symbols_move() {
        let converted = convert(&module(b"livepatch=Y\0"), resolve).unwrap();
        let found = relocations(&converted);
        let klp = &found[1];
        assert_eq!(found[0].2, ["exported"]);
        assert_eq!(klp.0, ".klp.rela.vmlinux..text");
        assert_eq!(
            klp.1 & (SHF_ALLOC | SHF_RELA_LIVEPATCH),
            SHF_ALLOC | SHF_RELA_LIVEPATCH
        );
        assert_eq!(klp.2, [".klp.sym.vmlinux.hidden,2"]);
        let elf = ElfFile64::<Endianness>::parse(converted.as_slice()).unwrap();
        let marked = elf
            .elf_symbol_table()
            .iter()
            .filter(|symbol| symbol.st_shndx(elf.endian()).0 == SHN_LIVEPATCH);
        assert_eq!(marked.count(), 1);
        assert_eq!(elf.elf_header().e_type(elf.endian()), elf::ET_REL);
    }

    #[test]
    fn a_module_must_declare_itself() {
        assert!(matches!(
            convert(&module(b"license=GPL\0"), resolve),
            Err(KlpError::NotDeclared)
        ));
        let all_exported =
            convert(&module(b"license=GPL\0"), |_| Some(Resolution::Exported)).unwrap();
        assert_eq!(relocations(&all_exported).len(), 1);
    }

    #[test]
    fn names_every_symbol_that_nobody_has() {
        match convert(&module(b"livepatch=Y\0"), |_| None) {
            Err(KlpError::Unresolved { symbols }) => assert_eq!(symbols, ["exported", "hidden"]),
            other => unreachable!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn a_damaged_module_is_an_error(at in 0usize..2000, value: u8, cut in 0usize..2000) {
            let mut file = module(b"livepatch=Y\0");
            if let Some(byte) = file.get_mut(at) {
                *byte = value;
            }
            file.truncate(file.len().saturating_sub(cut));
            // Some damage does no harm; none may panic.
            drop(convert(&file, resolve));
        }
    }
}
