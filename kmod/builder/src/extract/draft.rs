//! The extracted object while it is put together.

use std::collections::BTreeMap;

use object::elf;

/// Index of a section in a [`Draft`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DraftSectionId(pub(super) usize);

/// Index of a symbol in a [`Draft`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DraftSymbolId(pub(super) usize);

/// A section to be written.
#[derive(Debug)]
pub(super) struct DraftSection {
    pub(super) name: String,
    pub(super) sh_type: elf::SectionType,
    pub(super) flags: u64,
    pub(super) align: u64,
    pub(super) entsize: u64,
    pub(super) bytes: Vec<u8>,
    /// Size in bytes of a section that has none in the file.
    pub(super) uninitialised: u64,
    pub(super) relocs: Vec<DraftReloc>,
}

/// A relocation to be written.
#[derive(Debug)]
pub(super) struct DraftReloc {
    pub(super) offset: u64,
    pub(super) kind: u32,
    pub(super) symbol: DraftSymbolId,
    pub(super) addend: i64,
}

/// A symbol to be written.
#[derive(Debug)]
pub(super) struct DraftSymbol {
    pub(super) name: String,
    /// `None`: it is outside.
    pub(super) section: Option<DraftSectionId>,
    pub(super) value: u64,
    pub(super) size: u64,
    pub(super) kind: elf::SymbolType,
    pub(super) bind: elf::SymbolBind,
}

/// A symbol that stays undefined.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutsideUse {
    pub(super) symbol: DraftSymbolId,
    pub(super) local: bool,
    pub(super) is_function: bool,
}

/// The object.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) sections: Vec<DraftSection>,
    pub(super) symbols: Vec<DraftSymbol>,
    pub(super) outside: BTreeMap<String, OutsideUse>,
    /// Sections that gather many small pieces, by name.
    gathered: BTreeMap<String, DraftSectionId>,
}

impl Draft {
    pub(super) fn add_section(&mut self, section: DraftSection) -> DraftSectionId {
        self.sections.push(section);
        DraftSectionId(self.sections.len() - 1)
    }

    pub(super) fn add_symbol(&mut self, symbol: DraftSymbol) -> DraftSymbolId {
        self.symbols.push(symbol);
        DraftSymbolId(self.symbols.len() - 1)
    }

    pub(super) fn section(&mut self, id: DraftSectionId) -> &mut DraftSection {
        &mut self.sections[id.0]
    }

    /// The section that gathers pieces under this name; made by `make` at first.
    pub(super) fn gathering(
        &mut self,
        name: &str,
        make: impl FnOnce() -> DraftSection,
    ) -> DraftSectionId {
        if let Some(id) = self.gathered.get(name) {
            return *id;
        }
        let id = self.add_section(make());
        self.gathered.insert(name.to_owned(), id);
        id
    }

    /// Appends bytes to a section at an alignment. Returns their offset.
    pub(super) fn append(&mut self, id: DraftSectionId, bytes: &[u8], align: u64) -> u64 {
        let section = self.section(id);
        section.align = section.align.max(align);
        let at = (section.bytes.len() as u64).next_multiple_of(align.max(1));
        section
            .bytes
            .resize(usize::try_from(at).unwrap_or(usize::MAX), 0);
        section.bytes.extend_from_slice(bytes);
        at
    }

    /// A symbol that stays undefined.
    pub(super) fn outside(&mut self, name: &str, local: bool, is_function: bool) -> DraftSymbolId {
        if let Some(known) = self.outside.get_mut(name) {
            known.is_function |= is_function;
            return known.symbol;
        }
        let symbol = self.add_symbol(DraftSymbol {
            name: name.to_owned(),
            section: None,
            value: 0,
            size: 0,
            kind: elf::STT_NOTYPE,
            bind: elf::STB_GLOBAL,
        });
        self.outside.insert(
            name.to_owned(),
            OutsideUse {
                symbol,
                local,
                is_function,
            },
        );
        symbol
    }
}
