//! The functions of a vmlinux as the core wants to be told of them: bytes, masks and fixups.
//!
//! Debian's debug package has a vmlinux that still carries its relocations, which say what each field of the code is.

use std::fs;
use std::path::Path;

use object::elf::{R_X86_64_32, R_X86_64_32S, R_X86_64_64, R_X86_64_PLT32};
use object::{
    Object as _, ObjectSection as _, ObjectSymbol as _, RelocationFlags, RelocationTarget,
};

/// From here upwards a 32-bit value is a kernel address; below it is a per-CPU offset.
const KERNEL_SPACE: u64 = 0xffff_ffff_8000_0000;

/// A call or jump with a 32-bit distance.
const BRANCH: u32 = 5;

/// A stretch of text or read-only data.
#[derive(Debug, Clone)]
pub struct Span {
    pub name: String,
    pub addr: u64,
    pub bytes: Vec<u8>,
    pub masks: Vec<(u32, u32)>,
    /// Offset and the name of its kind in the ABI header.
    pub fixups: Vec<(u32, &'static str)>,
}

struct Function {
    name: String,
    addr: u64,
    size: u64,
}

struct Relocation {
    at: u64,
    kind: u32,
    symbol: String,
}

/// What is needed of a vmlinux.
pub struct Vmlinux {
    bytes: Vec<u8>,
    functions: Vec<Function>,
    relocations: Vec<Relocation>,
    jump_labels: Vec<u64>,
}

impl Vmlinux {
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path)
            .unwrap_or_else(|error| panic!("{}: {error}: run `make setup`", path.display()));
        let file = object::File::parse(&*bytes).unwrap();
        let mut functions: Vec<Function> = file
            .symbols()
            .filter(|symbol| symbol.size() > 0)
            .map(|symbol| Function {
                name: symbol.name().unwrap_or_default().to_owned(),
                addr: symbol.address(),
                size: symbol.size(),
            })
            .collect();
        functions.sort_by_key(|function| function.addr);
        let text = file.section_by_name(".text").unwrap();
        let mut relocations: Vec<Relocation> = text
            .relocations()
            .filter_map(|(at, relocation)| {
                let RelocationFlags::Elf { r_type } = relocation.flags() else {
                    return None;
                };
                let RelocationTarget::Symbol(index) = relocation.target() else {
                    return None;
                };
                let symbol = file.symbol_by_index(index).ok()?.name().ok()?.to_owned();
                Some(Relocation {
                    at,
                    kind: r_type.0,
                    symbol,
                })
            })
            .collect();
        relocations.sort_by_key(|relocation| relocation.at);
        let jump_labels = jump_labels(&file);
        Self {
            functions,
            relocations,
            jump_labels,
            bytes,
        }
    }

    /// The link-time address of a symbol.
    pub fn address(&self, name: &str) -> u64 {
        object::File::parse(&*self.bytes)
            .unwrap()
            .symbol_by_name(name)
            .unwrap()
            .address()
    }

    /// The build id's bytes.
    pub fn build_id(&self) -> Vec<u8> {
        object::File::parse(&*self.bytes)
            .unwrap()
            .build_id()
            .unwrap()
            .unwrap()
            .to_vec()
    }

    /// The function or object `name`.
    pub fn span(&self, name: &str) -> Span {
        self.span_of(
            self.functions
                .iter()
                .find(|function| function.name == name)
                .unwrap(),
        )
    }

    /// A function with a static call in the five bytes behind its ftrace site.
    pub fn with_static_call(&self) -> Span {
        let mut calls = self
            .relocations
            .iter()
            .filter(|relocation| relocation.symbol.starts_with("__SCT__"));
        let found = calls.find_map(|call| self.function_with_jump_over(call.at));
        self.span_of(found.unwrap())
    }

    /// A function with a jump label there.
    pub fn with_jump_label(&self) -> Span {
        let found = self
            .jump_labels
            .iter()
            .find_map(|addr| self.function_with_jump_over(*addr));
        self.span_of(found.unwrap())
    }

    /// The function that begins with an ftrace site and in which `addr` is one of the next five bytes.
    fn function_with_jump_over(&self, addr: u64) -> Option<&Function> {
        self.functions.iter().find(|function| {
            (function.addr + 5..function.addr + 10).contains(&addr)
                && function.size >= 16
                && self
                    .inside(function)
                    .first()
                    .is_some_and(|first| first.symbol == "__fentry__")
        })
    }

    fn inside(&self, function: &Function) -> &[Relocation] {
        let from = self
            .relocations
            .partition_point(|relocation| relocation.at < function.addr);
        let to = self
            .relocations
            .partition_point(|relocation| relocation.at < function.addr + function.size);
        &self.relocations[from..to]
    }

    fn span_of(&self, function: &Function) -> Span {
        let file = object::File::parse(&*self.bytes).unwrap();
        let bytes = file
            .sections()
            .find_map(|section| {
                section
                    .data_range(function.addr, function.size)
                    .ok()
                    .flatten()
            })
            .unwrap()
            .to_vec();
        let mut span = Span {
            name: function.name.clone(),
            addr: function.addr,
            bytes,
            masks: Vec::new(),
            fixups: Vec::new(),
        };
        for relocation in self.inside(function) {
            let offset = u32::try_from(relocation.at - function.addr).unwrap();
            match relocation.kind {
                kind if kind == R_X86_64_PLT32.0 && rewritten_at_boot(&relocation.symbol) => {
                    span.masks.push((offset - 1, BRANCH));
                }
                kind if kind == R_X86_64_32.0 || kind == R_X86_64_32S.0 => {
                    let at = offset as usize;
                    let value = i32::from_le_bytes(span.bytes[at..at + 4].try_into().unwrap());
                    if i64::from(value).cast_unsigned() >= KERNEL_SPACE {
                        span.fixups.push((offset, "QUIESCE_FIXUP_ABS32"));
                    }
                }
                kind if kind == R_X86_64_64.0 => span.fixups.push((offset, "QUIESCE_FIXUP_ABS64")),
                _ => {}
            }
        }
        span
    }
}

/// The ftrace site, return thunks and static calls.
fn rewritten_at_boot(callee: &str) -> bool {
    callee == "__fentry__" || callee == "__x86_return_thunk" || callee.starts_with("__SCT__")
}

/// `struct jump_entry` of include/linux/jump_label.h: two 32-bit distances and one of 64 bits; the first is to the code.
fn jump_labels(file: &object::File<'_>) -> Vec<u64> {
    let start = file
        .symbol_by_name("__start___jump_table")
        .unwrap()
        .address();
    let stop = file
        .symbol_by_name("__stop___jump_table")
        .unwrap()
        .address();
    let table = file
        .sections()
        .find_map(|section| section.data_range(start, stop - start).ok().flatten())
        .unwrap();
    (start..)
        .step_by(16)
        .zip(table.chunks_exact(16))
        .map(|(at, entry)| {
            let distance = i32::from_le_bytes(entry[..4].try_into().unwrap());
            at.wrapping_add_signed(distance.into())
        })
        .collect()
}
