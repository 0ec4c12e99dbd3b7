//! A draft as an ELF file.

use object::build::elf::{Builder, Relocation, SectionData, SectionId, SymbolId};
use object::{Endianness, elf};

use super::draft::Draft;
use super::outcome::ExtractError;

/// Writes the draft as a relocatable x86-64 object.
pub(super) fn write(draft: &Draft) -> Result<Vec<u8>, ExtractError> {
    let mut builder = Builder::new(Endianness::Little, true);
    builder.header.e_type = elf::ET_REL;
    builder.header.e_machine = elf::EM_X86_64;
    let sections: Vec<SectionId> = draft
        .sections
        .iter()
        .map(|section| add_section(&mut builder, section))
        .collect();
    let symbols: Vec<SymbolId> = draft
        .symbols
        .iter()
        .map(|symbol| {
            let added = builder.symbols.add();
            added.name = symbol.name.as_bytes().to_vec().into();
            added.section = symbol.section.map(|section| sections[section.0]);
            added.set_st_info(symbol.bind, symbol.kind);
            added.st_value = symbol.value;
            added.st_size = symbol.size;
            added.id()
        })
        .collect();
    let strtab = metadata(
        &mut builder,
        ".strtab",
        elf::SHT_STRTAB,
        SectionData::String,
    );
    let symtab = metadata(
        &mut builder,
        ".symtab",
        elf::SHT_SYMTAB,
        SectionData::Symbol,
    );
    builder.sections.get_mut(symtab).sh_link_section = Some(strtab);
    builder.sections.get_mut(symtab).sh_addralign = 8;
    builder.sections.get_mut(symtab).sh_entsize = 24;
    metadata(
        &mut builder,
        ".shstrtab",
        elf::SHT_STRTAB,
        SectionData::SectionString,
    );
    for (section, id) in draft.sections.iter().zip(&sections) {
        if section.relocs.is_empty() {
            continue;
        }
        let relocs = section.relocs.iter().map(|reloc| Relocation {
            r_offset: reloc.offset,
            symbol: Some(symbols[reloc.symbol.0]),
            r_type: elf::RelocationType(reloc.kind),
            r_addend: reloc.addend,
        });
        let relocs = relocs.collect();
        let added = builder.sections.add();
        added.name = format!(".rela{}", section.name).into_bytes().into();
        added.sh_type = elf::SHT_RELA;
        added.sh_flags = elf::SHF_INFO_LINK;
        added.sh_addralign = 8;
        added.sh_entsize = 24;
        added.sh_link_section = Some(symtab);
        added.sh_info_section = Some(*id);
        added.data = SectionData::Relocation(relocs);
    }
    builder.set_section_sizes();
    let mut bytes = Vec::new();
    builder
        .write(&mut bytes)
        .map_err(|error| ExtractError::Write(error.to_string()))?;
    Ok(bytes)
}

fn add_section(builder: &mut Builder<'_>, section: &super::draft::DraftSection) -> SectionId {
    let added = builder.sections.add();
    added.name = section.name.as_bytes().to_vec().into();
    added.sh_type = section.sh_type;
    added.sh_flags = elf::SectionFlags(section.flags);
    added.sh_addralign = section.align.max(1);
    added.sh_entsize = section.entsize;
    added.data = if section.sh_type == elf::SHT_NOBITS {
        SectionData::UninitializedData(section.uninitialised)
    } else {
        SectionData::Data(section.bytes.clone().into())
    };
    added.id()
}

fn metadata(
    builder: &mut Builder<'_>,
    name: &'static str,
    sh_type: elf::SectionType,
    data: SectionData<'static>,
) -> SectionId {
    let added = builder.sections.add();
    added.name = name.as_bytes().into();
    added.sh_type = sh_type;
    added.sh_addralign = 1;
    added.data = data;
    added.id()
}
