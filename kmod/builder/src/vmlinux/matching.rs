//! Checks that the object compiled here from the original source is what the kernel was linked from, byte by byte and
//! reference by reference, and takes from the linked kernel what the core must find on a host.
//!
//! Nothing may be left unexplained: a byte that differs, or a reference that leads elsewhere, is a refusal
//! (`original_differs`), because then this is not the source or not the compiler of the running kernel.

use std::collections::BTreeMap;

pub use super::mismatch::Mismatch;
use super::mismatch::differs;
use super::sites::{Site, Sites, sites};
use super::{Mask, Span, Vmlinux};
use crate::elf::{ElfError, Object, Part, PartId, PartKind, Parts, Role};

/// A function of the kernel, checked against the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedFunction {
    /// Symbol name.
    pub name: String,
    /// Its code.
    pub old: Span,
    /// The code of its pieces.
    pub pieces: Vec<Span>,
    /// Where the jump goes: behind the ftrace site.
    pub jump_offset: u32,
}

/// An original object beside the kernel that it was linked into.
pub struct Original<'a> {
    pub(super) vmlinux: &'a Vmlinux,
    pub(super) unit: usize,
    pub(super) object: &'a Object<'a>,
    pub(super) parts: &'a Parts<'a>,
    pub(super) sites: Sites,
}

/// An object, read and cut into parts, that [`Original`] borrows from.
pub struct Cut<'data> {
    /// The object.
    pub object: Object<'data>,
    /// Its parts.
    pub parts: Parts<'data>,
}

impl<'data> Cut<'data> {
    /// Reads an object file.
    pub fn parse(file: &'data [u8]) -> Result<Self, ElfError> {
        let object = Object::parse(file)?;
        let parts = Parts::cut(&object);
        Ok(Self { object, parts })
    }
}

const JUMP: u32 = 5;
const ENDBR64: [u8; 4] = [0xf3, 0x0f, 0x1e, 0xfa];

impl<'a> Original<'a> {
    /// Finds the compile unit of `cut`, compiled from `source` (a path), in the kernel.
    pub fn locate(vmlinux: &'a Vmlinux, cut: &'a Cut<'a>, source: &str) -> Result<Self, Mismatch> {
        let file = source.rsplit('/').next().unwrap_or(source);
        let local = |kind: PartKind| {
            let wanted = move |part: &&Part<'_>| {
                let placed = matches!(
                    part.role,
                    Role::Code | Role::Data | Role::ReadOnly | Role::PerCpu
                );
                part.local
                    && part.kind == kind
                    && placed
                    && !part.name.is_empty()
                    && !part.name.starts_with("__UNIQUE_ID")
            };
            cut.parts
                .iter()
                .map(|(_, part)| part)
                .filter(wanted)
                .map(|part| part.name)
                .collect::<Vec<_>>()
        };
        let functions = local(PartKind::Function);
        let unit = vmlinux
            .unit_with(file, &functions)
            .or_else(|| vmlinux.unit_with(file, &[functions, local(PartKind::Datum)].concat()));
        let unit = unit.ok_or_else(|| Mismatch::NotInKernel {
            name: source.to_owned(),
        })?;
        let sites = sites(&cut.object, &cut.parts).map_err(|unknown| Mismatch::UnknownTable {
            table: unknown.0.to_owned(),
        })?;
        Ok(Self {
            vmlinux,
            unit,
            object: &cut.object,
            parts: &cut.parts,
            sites,
        })
    }

    /// The compile unit in [`Vmlinux::units`].
    pub fn unit(&self) -> usize {
        self.unit
    }

    /// Checks the function `name` with its `pieces`. Read-only data that they refer to is added to `rodata`, by address.
    pub fn function(
        &self,
        name: &str,
        pieces: &[String],
        rodata: &mut BTreeMap<u64, Span>,
    ) -> Result<MatchedFunction, Mismatch> {
        let (id, part, address) = self.code(name)?;
        let old = self.check_code(id, part, address, rodata)?;
        let jump_offset = self.jump_offset(id, part)?;
        let pieces = pieces.iter().map(|piece| self.code_span(piece, rodata));
        let pieces = pieces.collect::<Result<_, _>>()?;
        Ok(MatchedFunction {
            name: name.to_owned(),
            old,
            pieces,
            jump_offset,
        })
    }

    /// Checks the code of `name` alone, whether or not it could be replaced.
    pub fn code_span(
        &self,
        name: &str,
        rodata: &mut BTreeMap<u64, Span>,
    ) -> Result<Span, Mismatch> {
        let (id, part, address) = self.code(name)?;
        self.check_code(id, part, address, rodata)
    }

    fn code(&self, name: &str) -> Result<(PartId, &'a Part<'a>, u64), Mismatch> {
        let missing = || Mismatch::NotInKernel {
            name: name.to_owned(),
        };
        let is_it =
            |(_, part): &(PartId, &Part<'_>)| part.name == name && part.kind == PartKind::Function;
        let (id, part) = self.parts.iter().find(is_it).ok_or_else(missing)?;
        let symbol = self
            .vmlinux
            .resolve(self.unit, name, part.local)
            .ok_or_else(missing)?;
        if symbol.size != part.size() {
            let what = format!(
                "it has {} bytes here and {} there",
                part.size(),
                symbol.size
            );
            return Err(differs(name, 0, what));
        }
        Ok((id, part, symbol.address))
    }

    fn jump_offset(&self, id: PartId, part: &Part<'_>) -> Result<u32, Mismatch> {
        let function = || part.name.to_owned();
        let sites = self.sites.get(&id).map(Vec::as_slice).unwrap_or_default();
        let head = self
            .object
            .section(part.section)
            .bytes(part.start, part.start + 4);
        let entry = if head == ENDBR64 { 4 } else { 0 };
        let ftrace = |site: &Site| site.table == "__mcount_loc" && site.bytes.offset == entry;
        if !sites.iter().any(ftrace) {
            return Err(Mismatch::NoFtraceSite {
                function: function(),
            });
        }
        let jump = Mask {
            offset: entry + 5,
            length: JUMP,
        };
        if part.size() < u64::from(jump.offset + jump.length) {
            return Err(Mismatch::TooShort {
                function: function(),
                size: part.size(),
            });
        }
        match sites.iter().find(|site| site.bytes.touches(jump)) {
            Some(site) => Err(Mismatch::Conflict {
                function: function(),
                table: site.table.to_owned(),
            }),
            None => Ok(jump.offset),
        }
    }
}
