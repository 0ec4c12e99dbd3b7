//! Code as instructions with references, rather than as bytes.
//!
//! Bytes say too much: the distance of a jump within a section and the padding between loops change with everything
//! that lies before. An [`Insn`] carries its bytes with every such distance set to zero, and the places that it leads to apart.

use iced_x86::{
    Code as Opcode, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register,
};

use super::model::{SectionId, reloc};
use super::parts::PartId;
use super::place::{Place, Resolver};
use super::role::{Role, role};

/// A reference from an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'data> {
    /// Offset of the referring field in the part, in bytes.
    pub at: u64,
    /// Width of that field in bytes.
    pub width: u64,
    /// Relocation type; [`reloc::PC32`] or 15 (`R_X86_64_PC8`) for a distance that the assembler wrote itself.
    pub kind: u32,
    /// Bytes from the field to the zero point of a relative reference.
    pub bias: i64,
    /// Whether the file has a relocation for it.
    pub relocated: bool,
    /// Where it leads.
    pub place: Place<'data>,
}

/// A number in an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Immediate {
    /// Offset in the instruction, in bytes.
    pub at: usize,
    /// Width in bytes.
    pub width: usize,
    /// The number, sign-extended.
    pub value: u64,
}

/// An instruction.
#[derive(Debug, Clone)]
pub struct Insn<'data> {
    /// Offset in the part, in bytes.
    pub offset: u64,
    /// Length in bytes.
    pub length: u64,
    /// Its bytes with every referring field set to zero; for a branch a number for its kind instead, so that its short
    /// and its long form are the same.
    pub bytes: [u8; 16],
    /// Its references, none to three.
    pub references: Vec<Reference<'data>>,
    /// The instruction's opcode by iced's numbering, without its operands.
    pub opcode: Opcode,
    /// Its immediate operand, where it has one that is not a reference.
    pub immediate: Option<Immediate>,
    /// The register that it writes, [`Register::None`] when its first operand is none.
    pub target: Register,
    /// A call or a jump, conditional or not.
    pub is_branch: bool,
    /// Nothing runs on behind it: a jump without condition, a return, `ud2`.
    pub is_end: bool,
}

/// The instructions of a part.
#[derive(Debug, Clone)]
pub struct Code<'data> {
    /// Its section.
    pub section: SectionId,
    /// Where it begins there.
    pub start: u64,
    /// In order, without the ones that do nothing.
    pub insns: Vec<Insn<'data>>,
}

impl Code<'_> {
    /// The number of the first instruction at or behind `offset`; the count of instructions when there is none.
    #[must_use]
    pub fn index_at(&self, offset: i64) -> usize {
        self.insns
            .partition_point(|insn| i64::try_from(insn.offset).is_ok_and(|start| start < offset))
    }

    /// The instruction that covers `offset`.
    #[must_use]
    pub fn covering(&self, offset: u64) -> Option<&Insn<'_>> {
        let after = self.insns.partition_point(|insn| insn.offset <= offset);
        self.insns
            .get(after.checked_sub(1)?)
            .filter(|insn| offset < insn.offset + insn.length)
    }
}

/// Whether code bytes are nothing but padding.
#[must_use]
pub fn is_padding(bytes: &[u8]) -> bool {
    if bytes.iter().all(|byte| matches!(byte, 0x90 | 0xcc | 0x00)) {
        return true;
    }
    Decoder::new(64, bytes, DecoderOptions::NONE)
        .iter()
        .all(|insn| matches!(insn.mnemonic(), Mnemonic::Nop | Mnemonic::Int3))
}

impl<'data> Resolver<'_, 'data> {
    /// Decodes a part of code.
    #[must_use]
    pub fn code(&self, id: PartId) -> Code<'data> {
        let part = self.parts.get(id);
        self.decode(part.section, part.start, part.end)
    }

    /// Decodes the bytes from `start` to `end` of a section; offsets count from `start`.
    #[must_use]
    pub fn decode(&self, section: SectionId, start: u64, end: u64) -> Code<'data> {
        let held = self.object.section(section);
        let bytes = held.bytes(start, end);
        // Replacements have no name: a jump inside of one leads to an offset in itself.
        let replacement = role(held) == Role::Replacement;
        let mut decoder = Decoder::with_ip(64, bytes, start, DecoderOptions::NONE);
        let mut insns = Vec::with_capacity(bytes.len() / 4);
        let mut insn = Instruction::default();
        while decoder.can_decode() {
            let at = decoder.position();
            decoder.decode_out(&mut insn);
            let length = decoder.position() - at;
            let raw = &bytes[at..at + length];
            let relocs = held.relocs_in(start + at as u64, start + (at + length) as u64);
            if relocs.is_empty() && insn.mnemonic() == Mnemonic::Nop {
                continue;
            }
            let mut masked = [0; 16];
            masked[..length].copy_from_slice(raw);
            let constants = decoder.get_constant_offsets(&insn);
            let mut references = Vec::new();
            for reloc in relocs.iter().filter(|reloc| reloc.kind != reloc::NONE) {
                let field = reloc.offset - start;
                let within = usize::try_from(field).unwrap_or(0).saturating_sub(at);
                let width = reloc::width(reloc.kind);
                let behind = i64::try_from(length.saturating_sub(within)).unwrap_or(0);
                let bias = if reloc::is_relative(reloc.kind) {
                    behind
                } else {
                    0
                };
                clear(&mut masked, within, width);
                let place = self.place(reloc, bias);
                references.push(Reference {
                    at: field,
                    width,
                    kind: reloc.kind,
                    bias,
                    relocated: true,
                    place,
                });
            }
            let near = matches!(
                insn.op0_kind(),
                OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64
            );
            if references.is_empty() && (near || insn.is_ip_rel_memory_operand()) {
                let (within, width) = if near {
                    (constants.immediate_offset(), constants.immediate_size())
                } else {
                    (
                        constants.displacement_offset(),
                        constants.displacement_size(),
                    )
                };
                let target = if near {
                    insn.near_branch_target()
                } else {
                    insn.ip_rel_memory_address()
                };
                clear(&mut masked, within, width as u64);
                references.push(Reference {
                    at: (at + within) as u64,
                    width: width as u64,
                    kind: if width == 1 { 15 } else { reloc::PC32 },
                    bias: i64::try_from(length - within).unwrap_or(0),
                    relocated: false,
                    place: if replacement && (start..end).contains(&target) {
                        Place::Absolute((target - start).cast_signed())
                    } else {
                        self.inside(section, target.cast_signed())
                    },
                });
            }
            if near {
                masked = [0; 16];
                masked[..2].copy_from_slice(&(insn.mnemonic() as u16).to_le_bytes());
                masked[15] = 1;
            }
            let plain = constants.has_immediate() && !near;
            let free = |reference: &Reference<'_>| {
                reference.at != (at + constants.immediate_offset()) as u64
            };
            insns.push(Insn {
                offset: at as u64,
                length: length as u64,
                bytes: masked,
                immediate: (plain && references.iter().all(free))
                    .then(|| last_immediate(&insn))
                    .flatten()
                    .map(|value| Immediate {
                        at: constants.immediate_offset(),
                        width: constants.immediate_size(),
                        value,
                    }),
                target: insn.op0_register(),
                references,
                opcode: insn.code(),
                is_end: matches!(
                    insn.flow_control(),
                    FlowControl::UnconditionalBranch
                        | FlowControl::IndirectBranch
                        | FlowControl::Return
                        | FlowControl::Exception
                ),
                is_branch: !matches!(
                    insn.flow_control(),
                    FlowControl::Next | FlowControl::Interrupt | FlowControl::Exception
                ),
            });
        }
        Code {
            section,
            start,
            insns,
        }
    }
}

fn last_immediate(insn: &Instruction) -> Option<u64> {
    let last = insn.op_count().checked_sub(1)?;
    let number = matches!(
        insn.op_kind(last),
        OpKind::Immediate8
            | OpKind::Immediate16
            | OpKind::Immediate32
            | OpKind::Immediate64
            | OpKind::Immediate8to16
            | OpKind::Immediate8to32
            | OpKind::Immediate8to64
            | OpKind::Immediate32to64
    );
    number.then(|| insn.immediate(last))
}

fn clear(bytes: &mut [u8; 16], from: usize, width: u64) {
    let end = from
        .saturating_add(usize::try_from(width).unwrap_or(16))
        .min(16);
    if let Some(field) = bytes.get_mut(from..end) {
        field.fill(0);
    }
}
