//! A stretch of the running kernel as it must be found (`struct quiesce_span` of the ABI header).

use quiesce_trust::Digest;

use super::{Realm, Vmlinux};
use crate::elf::reloc;

/// Bytes that a running kernel rewrites, and that are therefore not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mask {
    /// Offset in the span, in bytes.
    pub offset: u32,
    /// Length in bytes.
    pub length: u32,
}

impl Mask {
    /// Whether the two share a byte.
    pub fn touches(self, other: Self) -> bool {
        self.offset < other.offset + other.length && other.offset < self.offset + self.length
    }
}

/// How a running value follows from the link-time one (`enum quiesce_fixup_kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixupKind {
    /// Sign-extended 32-bit address.
    Abs32,
    /// 64-bit address.
    Abs64,
    /// 32 bits, relative to the place, to per-cpu data.
    Inverse32,
}

impl FixupKind {
    /// Its number in the ABI.
    pub fn number(self) -> u32 {
        match self {
            Self::Abs32 => 1,
            Self::Abs64 => 2,
            Self::Inverse32 => 3,
        }
    }

    /// Width of the field in bytes.
    pub fn width(self) -> u32 {
        match self {
            Self::Abs32 | Self::Inverse32 => 4,
            Self::Abs64 => 8,
        }
    }
}

/// A field whose running value follows from the link-time one and from where the kernel was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixup {
    /// Offset in the span, in bytes.
    pub offset: u32,
    /// How it follows.
    pub kind: FixupKind,
}

/// A stretch of the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Link-time address.
    pub address: u64,
    /// Its bytes as linked.
    pub bytes: Vec<u8>,
    /// Ascending, not overlapping.
    pub masks: Vec<Mask>,
    /// Ascending, outside every mask.
    pub fixups: Vec<Fixup>,
}

impl Span {
    /// SHA-256 of the bytes with masked bytes and fixed-up fields set to zero: what is the same on every host.
    pub fn digest(&self) -> Digest {
        let mut bytes = self.bytes.clone();
        let fields = self.fixups.iter().map(|fixup| Mask {
            offset: fixup.offset,
            length: fixup.kind.width(),
        });
        for field in self.masks.iter().copied().chain(fields) {
            let start = field.offset as usize;
            let end = (start + field.length as usize).min(bytes.len());
            if let Some(field) = bytes.get_mut(start..end) {
                field.fill(0);
            }
        }
        Digest::of(&bytes)
    }
}

impl Vmlinux {
    /// The `size` bytes at `address`, with `masks` left out and fixups as the kernel's own relocation tool makes them
    /// (`do_reloc64()` in `arch/x86/tools/relocs.c`). `None` where no section holds them all.
    pub fn span(&self, address: u64, size: u64, masks: Vec<Mask>) -> Option<Span> {
        let bytes = self.bytes(address, size)?.to_vec();
        let mut fixups = Vec::new();
        for reference in self.references(address, address + size) {
            let kind = match (reference.kind, reference.realm) {
                (reloc::ABS64, Realm::Kernel) => FixupKind::Abs64,
                (reloc::ABS32 | reloc::ABS32S, Realm::Kernel) => FixupKind::Abs32,
                (reloc::PC32 | reloc::PLT32, Realm::PerCpu) => FixupKind::Inverse32,
                (_, Realm::Kernel | Realm::PerCpu | Realm::Absolute) => continue,
            };
            let offset = u32::try_from(reference.at - address).ok()?;
            let field = Mask {
                offset,
                length: kind.width(),
            };
            if !masks.iter().any(|mask| mask.touches(field)) {
                fixups.push(Fixup { offset, kind });
            }
        }
        Some(Span {
            address,
            bytes,
            masks,
            fixups,
        })
    }
}
