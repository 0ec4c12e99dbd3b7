//! Checks that the object compiled here from the original source is what the kernel was linked from, byte by byte and
//! reference by reference, and takes from the linked kernel what the core must find on a host.
//!
//! Nothing may be left unexplained: a byte that differs, or a reference that leads elsewhere, is a refusal
//! (`original_differs`), because then this is not the source or not the compiler of the running kernel.

use std::collections::{BTreeMap, BTreeSet};

use quiesce_types::build::Reason;

use super::sites::{Site, Sites, masks, sites};
use super::{Mask, Reference, Span, Vmlinux};
use crate::elf::{ElfError, Object, Part, PartId, PartKind, Parts, Place, Resolver, Role, reloc};

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

/// Why a function cannot be replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The kernel has no such code.
    #[error(
        "{name} is in the compiled object and not in the kernel: this kernel's configuration does not build it, or builds \
         it into something else"
    )]
    NotInKernel {
        /// Symbol name.
        name: String,
    },
    /// The object is not what the kernel was linked from.
    #[error(
        "the original of {function} as compiled here differs from the kernel at offset {offset:#x} ({what}): the source \
         or the compiler is not the one that built this kernel. Prepare the kernel anew, and check `gcc --version` \
         against the kernel's /proc/version"
    )]
    Differs {
        /// Function or datum.
        function: String,
        /// Offset in it, in bytes.
        offset: u64,
        /// What differs there.
        what: String,
    },
    /// Nothing to hang the jump behind.
    #[error(
        "{function} has no ftrace site, so nothing may be written into it; change a function that calls it instead"
    )]
    NoFtraceSite {
        /// Function.
        function: String,
    },
    /// No room for the jump.
    #[error(
        "{function} is too short ({size} bytes) for the jump to its replacement; change a function that calls it instead"
    )]
    TooShort {
        /// Function.
        function: String,
        /// Its size in bytes.
        size: u64,
    },
    /// The kernel itself writes where the jump would go.
    #[error(
        "the kernel itself rewrites the bytes of {function} where the jump would go (a {table} entry); change a function \
         that calls it instead"
    )]
    Conflict {
        /// Function.
        function: String,
        /// The table that says so.
        table: String,
    },
    /// A table beside the code cannot be read.
    #[error(
        "the table {table} of the original object has a layout that this builder does not know; it is made for 6.1 kernels"
    )]
    UnknownTable {
        /// Section name.
        table: String,
    },
}

impl Mismatch {
    /// Stable machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInKernel { .. } => "not_built",
            Self::Differs { .. } => "original_differs",
            Self::NoFtraceSite { .. } => "no_ftrace_site",
            Self::TooShort { .. } => "too_short",
            Self::Conflict { .. } => "conflict",
            Self::UnknownTable { .. } => "unknown_table",
        }
    }

    /// For the report.
    pub fn reason(&self, file: &str) -> Reason {
        let function = match self {
            Self::NotInKernel { name: function }
            | Self::Differs { function, .. }
            | Self::NoFtraceSite { function }
            | Self::TooShort { function, .. }
            | Self::Conflict { function, .. } => Some(function.clone()),
            Self::UnknownTable { .. } => None,
        };
        Reason {
            code: self.code().to_owned(),
            function,
            file: Some(file.to_owned()),
            line: None,
            message: self.to_string(),
        }
    }
}

/// An original object beside the kernel that it was linked into.
pub struct Original<'a> {
    vmlinux: &'a Vmlinux,
    unit: usize,
    object: &'a Object<'a>,
    parts: &'a Parts<'a>,
    sites: Sites,
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

    fn check_code(
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

fn differs(function: &str, offset: u64, what: String) -> Mismatch {
    Mismatch::Differs {
        function: function.to_owned(),
        offset,
        what,
    }
}
