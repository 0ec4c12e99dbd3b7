//! Reading an object, and checking every index and range in it.

use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader, SectionHeader, Sym};
use object::{LittleEndian, SymbolIndex};

use super::error::ElfError;
use super::model::{Home, Object, Reloc, Section, SectionId, Symbol, SymbolId};

type Header = FileHeader64<LittleEndian>;
const LE: LittleEndian = LittleEndian;

/// The largest section without bytes in the file that is believed, in bytes. The kernel's largest is below 16 MiB.
const MAX_SIZE: u64 = 1 << 30;

impl<'data> Object<'data> {
    /// Reads a relocatable x86-64 object.
    ///
    /// # Errors
    /// When the file is not one, or an index or range in it is out of bounds.
    pub fn parse(data: &'data [u8]) -> Result<Self, ElfError> {
        let header = Header::parse(data)?;
        if !header.is_little_endian() || header.e_machine(LE) != elf::EM_X86_64 {
            return Err(ElfError::OtherMachine(header.e_machine(LE).0));
        }
        if header.e_type(LE) != elf::ET_REL {
            return Err(ElfError::NotRelocatable(header.e_type(LE).0));
        }
        let table = header.sections(LE, data)?;
        let mut sections = Vec::with_capacity(table.len());
        for header in table.iter() {
            sections.push(read_section(
                header,
                text(table.section_name(LE, header)?)?,
                data,
            )?);
        }
        let symtab = table.symbols(LE, data, elf::SHT_SYMTAB)?;
        let mut symbols = Vec::with_capacity(symtab.len());
        for (index, symbol) in symtab.enumerate() {
            let home = read_home(&symtab, index, symbol)?;
            let symbol = Symbol {
                name: text(symtab.symbol_name(LE, symbol)?)?,
                home,
                value: symbol.st_value(LE),
                size: symbol.st_size(LE),
                kind: symbol.st_type(),
                bind: symbol.st_bind(),
            };
            check_symbol(&symbol, &sections)?;
            symbols.push(symbol);
        }
        if symbols.is_empty() {
            // A file without a symbol table: relocations then have nothing to refer to but the null symbol.
            symbols.push(Symbol {
                name: "",
                home: Home::Undefined,
                value: 0,
                size: 0,
                kind: elf::STT_NOTYPE,
                bind: elf::STB_LOCAL,
            });
        }
        for header in table.iter() {
            let Some((rela, _)) = header.rela(LE, data)? else {
                continue;
            };
            let target = usize::try_from(header.sh_info(LE)).unwrap_or(usize::MAX);
            let Some(section) = sections.get_mut(target) else {
                return Err(ElfError::Damaged(format!(
                    "relocations for section {target}, which does not exist"
                )));
            };
            for entry in rela {
                let reloc = Reloc {
                    offset: entry.r_offset.get(LE),
                    kind: entry.r_type(LE, false).0,
                    symbol: SymbolId(usize::try_from(entry.r_sym(LE, false)).unwrap_or(usize::MAX)),
                    addend: entry.r_addend.get(LE),
                };
                check_reloc(&reloc, section, symbols.len())?;
                section.relocs.push(reloc);
            }
            section.relocs.sort_by_key(|reloc| reloc.offset);
        }
        Ok(Self { sections, symbols })
    }
}

fn read_section<'data>(
    header: &elf::SectionHeader64<LittleEndian>,
    name: &'data str,
    data: &'data [u8],
) -> Result<Section<'data>, ElfError> {
    let bytes = header.data(LE, data)?;
    let size = header.sh_size(LE);
    if size > MAX_SIZE {
        return Err(ElfError::Damaged(format!(
            "section {name} claims {size} bytes"
        )));
    }
    Ok(Section {
        name,
        sh_type: header.sh_type(LE),
        flags: header.sh_flags(LE).0,
        align: header.sh_addralign(LE).max(1),
        entsize: header.sh_entsize(LE),
        size,
        data: bytes,
        relocs: Vec::new(),
    })
}

fn read_home(
    symtab: &object::read::elf::SymbolTable<'_, Header>,
    index: SymbolIndex,
    symbol: &elf::Sym64<LittleEndian>,
) -> Result<Home, ElfError> {
    Ok(match symbol.st_shndx(LE) {
        elf::SHN_UNDEF => Home::Undefined,
        elf::SHN_ABS => Home::Absolute,
        elf::SHN_COMMON => Home::Common,
        _ => symtab
            .symbol_section(LE, symbol, index)?
            .map_or(Home::Absolute, |section| {
                Home::Section(SectionId(section.0))
            }),
    })
}

fn check_symbol(symbol: &Symbol<'_>, sections: &[Section<'_>]) -> Result<(), ElfError> {
    let Home::Section(section) = symbol.home else {
        return Ok(());
    };
    let Some(section) = sections.get(section.0) else {
        return Err(ElfError::Damaged(format!(
            "symbol {} is in a section that does not exist",
            symbol.name
        )));
    };
    if symbol.value > section.size || symbol.size > section.size {
        return Err(ElfError::Damaged(format!(
            "symbol {} lies outside of section {}",
            symbol.name, section.name
        )));
    }
    Ok(())
}

fn check_reloc(reloc: &Reloc, section: &Section<'_>, symbols: usize) -> Result<(), ElfError> {
    let width = super::model::reloc::width(reloc.kind);
    if reloc.symbol.0 >= symbols {
        return Err(ElfError::Damaged(format!(
            "a relocation of {} names a symbol that does not exist",
            section.name
        )));
    }
    if reloc
        .offset
        .checked_add(width)
        .is_none_or(|end| end > section.data.len() as u64)
    {
        return Err(ElfError::Damaged(format!(
            "a relocation lies outside of section {}",
            section.name
        )));
    }
    Ok(())
}

fn text(bytes: &[u8]) -> Result<&str, ElfError> {
    std::str::from_utf8(bytes).map_err(|_| ElfError::Damaged("a name is not UTF-8".into()))
}
