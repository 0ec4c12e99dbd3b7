//! Sections, symbols and relocations, with indices that were checked when they were read.

use object::elf;

/// Index of a section in the section header table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SectionId(pub(super) usize);

impl SectionId {
    /// The index as a number.
    #[must_use]
    pub fn index(self) -> u64 {
        self.0 as u64
    }
}

/// Index of a symbol in the symbol table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(pub(super) usize);

/// A relocatable object.
#[derive(Debug)]
pub struct Object<'data> {
    pub(super) sections: Vec<Section<'data>>,
    pub(super) symbols: Vec<Symbol<'data>>,
}

/// A section.
#[derive(Debug)]
pub struct Section<'data> {
    /// Its name.
    pub name: &'data str,
    /// `sh_type`.
    pub sh_type: elf::SectionType,
    /// `sh_flags`.
    pub flags: u64,
    /// Alignment in bytes, at least 1.
    pub align: u64,
    /// Size of an entry in bytes, where it has equal entries.
    pub entsize: u64,
    /// Size in bytes; more than `data.len()` only for a section without bytes in the file.
    pub size: u64,
    /// Its bytes; empty when the file has none for it (`SHT_NOBITS`).
    pub data: &'data [u8],
    /// Its relocations, ascending by offset.
    pub relocs: Vec<Reloc>,
}

/// Where a symbol lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In another object.
    Undefined,
    /// Nowhere: its value is a number.
    Absolute,
    /// Allocated by the linker (a C tentative definition of old).
    Common,
    /// In this section, at the symbol's value.
    Section(SectionId),
}

/// A symbol.
#[derive(Debug, Clone, Copy)]
pub struct Symbol<'data> {
    /// Its name; empty for a section's symbol.
    pub name: &'data str,
    /// Where it lives.
    pub home: Home,
    /// Offset in its section, in bytes.
    pub value: u64,
    /// Size in bytes, 0 when not given.
    pub size: u64,
    /// Function, object, section, …
    pub kind: elf::SymbolType,
    /// Local, global or weak.
    pub bind: elf::SymbolBind,
}

impl Symbol<'_> {
    /// Whether only this object sees it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.bind == elf::STB_LOCAL
    }
}

/// A relocation with addend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reloc {
    /// Offset in its section, in bytes.
    pub offset: u64,
    /// `R_X86_64_…`.
    pub kind: u32,
    /// The symbol that it refers to.
    pub symbol: SymbolId,
    /// What is added to the symbol's address.
    pub addend: i64,
}

/// The relocation types that matter here, as numbers (x86-64 psABI, table 4.9).
pub mod reloc {
    /// No relocation.
    pub const NONE: u32 = 0;
    /// 64-bit address.
    pub const ABS64: u32 = 1;
    /// 32 bits, relative to the place.
    pub const PC32: u32 = 2;
    /// 32 bits, relative to the place, to a function.
    pub const PLT32: u32 = 4;
    /// 32-bit address, zero-extended.
    pub const ABS32: u32 = 10;
    /// 32-bit address, sign-extended.
    pub const ABS32S: u32 = 11;
    /// 64 bits, relative to the place.
    pub const PC64: u32 = 24;

    /// Bytes that the linker writes for a relocation of this type.
    #[must_use]
    pub fn width(kind: u32) -> u64 {
        match kind {
            NONE => 0,
            ABS64 | PC64 | 17 | 18 | 25 | 27 | 28 | 29 => 8,
            12 | 13 => 2,
            14 | 15 => 1,
            _ => 4,
        }
    }

    /// Whether the value is relative to the place, so that an instruction's end is behind its zero point.
    #[must_use]
    pub fn is_relative(kind: u32) -> bool {
        matches!(kind, PC32 | PLT32 | PC64 | 9 | 13 | 15 | 41 | 42)
    }
}

impl<'data> Object<'data> {
    /// The section with this index.
    #[must_use]
    pub fn section(&self, id: SectionId) -> &Section<'data> {
        &self.sections[id.0]
    }

    /// The symbol with this index.
    #[must_use]
    pub fn symbol(&self, id: SymbolId) -> &Symbol<'data> {
        &self.symbols[id.0]
    }

    /// All sections in their order.
    pub fn sections(&self) -> impl Iterator<Item = (SectionId, &Section<'data>)> {
        self.sections
            .iter()
            .enumerate()
            .map(|(index, section)| (SectionId(index), section))
    }

    /// All symbols in their order.
    pub fn symbols(&self) -> impl Iterator<Item = (SymbolId, &Symbol<'data>)> {
        self.symbols
            .iter()
            .enumerate()
            .map(|(index, symbol)| (SymbolId(index), symbol))
    }
}

impl Section<'_> {
    /// Whether a running kernel has it in memory.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.flags & elf::SHF_ALLOC.0 != 0
    }

    /// Whether it holds code.
    #[must_use]
    pub fn is_code(&self) -> bool {
        self.flags & elf::SHF_EXECINSTR.0 != 0
    }

    /// Whether it can be written to.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.flags & elf::SHF_WRITE.0 != 0
    }

    /// Whether its equal entries may be merged by the linker.
    #[must_use]
    pub fn is_merge(&self) -> bool {
        self.flags & elf::SHF_MERGE.0 != 0
    }

    /// Whether its entries are strings that end with a zero.
    #[must_use]
    pub fn is_strings(&self) -> bool {
        self.flags & elf::SHF_STRINGS.0 != 0
    }

    /// Its bytes from `start` to `end`; short where the file has none.
    #[must_use]
    pub fn bytes(&self, start: u64, end: u64) -> &[u8] {
        let length = self.data.len();
        let start = usize::try_from(start).unwrap_or(length).min(length);
        let end = usize::try_from(end).unwrap_or(length).clamp(start, length);
        &self.data[start..end]
    }

    /// Its relocations from offset `start` up to `end`.
    #[must_use]
    pub fn relocs_in(&self, start: u64, end: u64) -> &[Reloc] {
        let first = self.relocs.partition_point(|reloc| reloc.offset < start);
        let last = self
            .relocs
            .partition_point(|reloc| reloc.offset < end)
            .max(first);
        &self.relocs[first..last]
    }
}
