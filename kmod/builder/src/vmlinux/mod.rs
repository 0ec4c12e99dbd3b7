//! The linked kernel as the debug package ships it: which symbol is where, what its bytes are, and how a symbol is
//! named to the livepatch loader.
//!
//! `vmlinux` there was linked with `--emit-relocs`, so it says of every field which symbol it refers to. That is what
//! makes the matching exact: nothing about a function's bytes has to be guessed.

mod checking;
#[cfg(test)]
mod fixture;
pub mod matching;
mod mismatch;
mod position;
mod read;
mod sites;
mod span;
mod unit;

use std::collections::HashMap;

pub use position::KlpName;
pub use read::VmlinuxError;
pub use span::{Fixup, FixupKind, Mask, Span};
pub use unit::Unit;

/// A symbol of the linked kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// Link-time address; for per-cpu data, the offset in the per-cpu area.
    pub address: u64,
    /// Size in bytes; 0 where the assembler gave none.
    pub size: u64,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it is local to its compile unit (`static`).
    pub local: bool,
    /// Index of its section in the file.
    pub section: usize,
    /// The compile unit, for local symbols.
    pub unit: Option<usize>,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A function.
    Function,
    /// Data.
    Object,
    /// Neither was said.
    Unknown,
}

/// A reference from one place in the linked kernel to another, as the linker resolved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Address of the field.
    pub at: u64,
    /// ELF relocation type, `R_X86_64_*`.
    pub kind: u32,
    /// Address referred to: symbol value plus addend, as in the relocation.
    pub target: u64,
    /// What kind of address that is.
    pub realm: Realm,
}

/// Whether an address moves with the kernel when it is loaded elsewhere (`arch/x86/tools/relocs.c`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// It moves.
    Kernel,
    /// It is an offset into each CPU's own area: it stays.
    PerCpu,
    /// It is a number.
    Absolute,
}

/// A section that is loaded.
#[derive(Debug, Clone)]
struct Section {
    name: String,
    address: u64,
    bytes: std::ops::Range<usize>,
}

/// The linked kernel.
pub struct Vmlinux {
    file: Vec<u8>,
    sections: Vec<Section>,
    symbols: Vec<Symbol>,
    by_name: HashMap<String, Vec<usize>>,
    units: Vec<Unit>,
    references: Vec<Reference>,
    build_id: [u8; 20],
}

impl Vmlinux {
    /// Reads a vmlinux. Takes about a second for a whole kernel.
    pub fn parse(file: Vec<u8>) -> Result<Self, VmlinuxError> {
        read::parse(file)
    }

    /// The GNU build id.
    pub fn build_id(&self) -> [u8; 20] {
        self.build_id
    }

    /// Link-time address of `_text`.
    pub fn text_start(&self) -> Result<u64, VmlinuxError> {
        self.named("_text")
            .next()
            .map(|symbol| symbol.address)
            .ok_or(VmlinuxError::Missing("the symbol _text"))
    }

    /// All symbols of that name, by ascending address.
    pub fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Symbol> + use<'a> {
        self.by_name
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|&index| self.symbols.get(index))
    }

    /// Every symbol, in the file's order.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Compile units, in link order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// `size` bytes at a link-time address, where one section holds them all.
    pub fn bytes(&self, address: u64, size: u64) -> Option<&[u8]> {
        self.sections.iter().find_map(|section| {
            let offset = usize::try_from(address.checked_sub(section.address)?).ok()?;
            let size = usize::try_from(size).ok()?;
            self.file
                .get(section.bytes.clone())?
                .get(offset..offset.checked_add(size)?)
        })
    }

    /// Name of the section that holds this address.
    pub fn section_at(&self, address: u64) -> Option<&str> {
        let holds = |section: &&Section| {
            address
                .checked_sub(section.address)
                .is_some_and(|offset| offset < section.bytes.len() as u64)
        };
        self.sections
            .iter()
            .find(holds)
            .map(|section| section.name.as_str())
    }

    /// References whose field lies in `from..to`, ascending.
    pub fn references(&self, from: u64, to: u64) -> &[Reference] {
        let first = self
            .references
            .partition_point(|reference| reference.at < from);
        let last = self
            .references
            .partition_point(|reference| reference.at < to);
        self.references.get(first..last).unwrap_or_default()
    }
}
