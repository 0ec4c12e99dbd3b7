//! The checks behind [`super::matching`]: bytes, and where every reference leads.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::Original;
use super::mismatch::{Mismatch, differs};
use super::sites::masks;
use super::{Reference, Span};
use crate::elf::{Part, PartId, PartKind, Place, Resolver, Role, reloc};

impl Original<'_> {
    pub(super) fn check_code(
        &self,
        id: PartId,
        part: &Part<'_>,
        address: u64,
        rodata: &mut BTreeMap<u64, Span>,
    ) -> Result<Span, Mismatch> {
        let outside = || differs(part.name, 0, "it lies outside of every section".to_owned());
        let linked = self
            .vmlinux
            .bytes(address, part.size())
            .ok_or_else(outside)?;
        self.check_bytes(part, linked)?;
        let resolver = Resolver {
            object: self.object,
            parts: self.parts,
        };
        for insn in &resolver.code(id).insns {
            for reference in insn
                .references
                .iter()
                .filter(|reference| reference.relocated)
            {
                let target = self.linked_target(
                    part,
                    address,
                    reference.at,
                    reference.width,
                    reference.kind,
                )?;
                let target = target.wrapping_add_signed(reference.bias);
                self.check_place(
                    part.name,
                    reference.at,
                    target,
                    &reference.place,
                    rodata,
                    &mut BTreeSet::new(),
                )?;
            }
        }
        let masks = masks(self.sites.get(&id).map(Vec::as_slice).unwrap_or_default());
        self.vmlinux
            .span(address, part.size(), masks)
            .ok_or_else(outside)
    }

    /// Bytes that no relocation writes must be the same.
    fn check_bytes(&self, part: &Part<'_>, linked: &[u8]) -> Result<(), Mismatch> {
        let section = self.object.section(part.section);
        let compiled = section.bytes(part.start, part.end);
        let mut free = vec![true; compiled.len()];
        for reloc in section.relocs_in(part.start, part.end) {
            let start = usize::try_from(reloc.offset - part.start).unwrap_or(usize::MAX);
            let width = usize::try_from(reloc::width(reloc.kind)).unwrap_or(0);
            free.iter_mut()
                .skip(start)
                .take(width)
                .for_each(|byte| *byte = false);
        }
        let same = compiled.len() == linked.len();
        let unlike = compiled
            .iter()
            .zip(linked)
            .zip(&free)
            .position(|((here, there), free)| *free && here != there);
        match unlike {
            None if same => Ok(()),
            at => Err(differs(
                part.name,
                at.unwrap_or(0) as u64,
                "its bytes are not the same".to_owned(),
            )),
        }
    }

    /// Where the field at offset `at` of the part leads in the linked kernel: symbol plus addend. A distance inside one
    /// section was written by the assembler, without a relocation.
    fn linked_target(
        &self,
        part: &Part<'_>,
        address: u64,
        at: u64,
        width: u64,
        kind: u32,
    ) -> Result<u64, Mismatch> {
        let field = address + at;
        if let [Reference { at, target, .. }, ..] = self.vmlinux.references(field, field + width)
            && *at == field
        {
            return Ok(*target);
        }
        let bytes = self
            .vmlinux
            .bytes(field, 4)
            .and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        match bytes {
            Some(bytes) if reloc::is_relative(kind) && width == 4 => {
                Ok(field.wrapping_add_signed(i64::from(i32::from_le_bytes(bytes))))
            }
            Some(_) | None => Err(differs(
                part.name,
                at,
                "the kernel has no reference there".to_owned(),
            )),
        }
    }

    /// Checks that `target` in the kernel is what `place` is in the object.
    fn check_place(
        &self,
        holder: &str,
        at: u64,
        target: u64,
        place: &Place<'_>,
        rodata: &mut BTreeMap<u64, Span>,
        seen: &mut BTreeSet<PartId>,
    ) -> Result<(), Mismatch> {
        let elsewhere = |what: &str| {
            differs(
                holder,
                at,
                format!("it refers to {what} here, and not there"),
            )
        };
        match *place {
            Place::Outside { name, offset } => {
                let found = self.vmlinux.resolve(self.unit, name, false);
                let same = found
                    .is_some_and(|symbol| symbol.address.wrapping_add_signed(offset) == target);
                if same { Ok(()) } else { Err(elsewhere(name)) }
            }
            Place::Absolute(number) => {
                if number.cast_unsigned() == target {
                    Ok(())
                } else {
                    Err(elsewhere("a number"))
                }
            }
            Place::Text(bytes) => self
                .check_literal(target, bytes, 1, rodata)
                .ok_or_else(|| elsewhere("a string")),
            Place::Constant(bytes) => self
                .check_literal(target, bytes, 0, rodata)
                .ok_or_else(|| elsewhere("a constant")),
            Place::Section { id, .. } => Err(elsewhere(self.object.section(id).name)),
            Place::Part { id, offset } => {
                let part = self.parts.get(id);
                let start = target.wrapping_sub(offset.cast_unsigned());
                if !part.name.is_empty() {
                    let found = self.vmlinux.resolve(self.unit, part.name, part.local);
                    if found.is_none_or(|symbol| symbol.address != start) {
                        return Err(elsewhere(part.name));
                    }
                }
                match part.role {
                    Role::ReadOnly | Role::Strings | Role::Constants if seen.insert(id) => {
                        self.check_data(id, part, start, rodata, seen)
                    }
                    Role::Data | Role::Init | Role::PerCpu | Role::Registration
                        if part.name.is_empty() =>
                    {
                        Err(elsewhere("data without a name"))
                    }
                    Role::ReadOnly
                    | Role::Strings
                    | Role::Constants
                    | Role::Data
                    | Role::Init
                    | Role::PerCpu
                    | Role::Registration
                    | Role::Code
                    | Role::RestrictedCode
                    | Role::Ignored
                    | Role::Export
                    | Role::Table
                    | Role::Replacement => Ok(()),
                }
            }
        }
    }

    /// Notes a span for the core to compare. It takes read-only data only; what is freed after boot lies elsewhere. Of two
    /// spans at one address, the longer one says more.
    fn add(&self, rodata: &mut BTreeMap<u64, Span>, span: Span) {
        let known = rodata
            .get(&span.address)
            .map_or(0, |known| known.bytes.len());
        if known < span.bytes.len() && self.vmlinux.section_at(span.address) == Some(".rodata") {
            rodata.insert(span.address, span);
        }
    }

    fn check_literal(
        &self,
        target: u64,
        bytes: &[u8],
        zeros: usize,
        rodata: &mut BTreeMap<u64, Span>,
    ) -> Option<()> {
        let size = (bytes.len() + zeros) as u64;
        let linked = self.vmlinux.bytes(target, size)?;
        let (text, end) = linked.split_at_checked(bytes.len())?;
        if text != bytes || end.iter().any(|&byte| byte != 0) {
            return None;
        }
        self.add(rodata, self.vmlinux.span(target, size, Vec::new())?);
        Some(())
    }

    /// Checks read-only data, and what it refers to in turn.
    fn check_data(
        &self,
        id: PartId,
        part: &Part<'_>,
        address: u64,
        rodata: &mut BTreeMap<u64, Span>,
        seen: &mut BTreeSet<PartId>,
    ) -> Result<(), Mismatch> {
        let name = if part.name.is_empty() {
            "a literal"
        } else {
            part.name
        };
        let outside = || differs(name, 0, "it lies outside of every section".to_owned());
        let linked = self
            .vmlinux
            .bytes(address, part.size())
            .ok_or_else(outside)?;
        self.check_bytes(part, linked)?;
        let resolver = Resolver {
            object: self.object,
            parts: self.parts,
        };
        for (at, kind, place) in resolver.data_references(id) {
            let target = self.linked_target(part, address, at, reloc::width(kind), kind)?;
            // A relative entry of a literal table counts from the table's start, as `data_references` has it.
            let relative = part.kind == PartKind::Literal && reloc::is_relative(kind);
            let target = if relative {
                target.wrapping_sub(at)
            } else {
                target
            };
            self.check_place(name, at, target, &place, rodata, seen)?;
        }
        self.add(
            rodata,
            self.vmlinux
                .span(address, part.size(), Vec::new())
                .ok_or_else(outside)?,
        );
        Ok(())
    }
}
