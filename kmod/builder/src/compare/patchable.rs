//! Whether a function of the original can be redirected.

use crate::elf::{PartId, Place, Role};

use super::refusal::{Refusal, Why};
use super::side::Side;

/// Bytes of the call to ftrace at a function's start.
const SITE: u64 = 5;
/// Bytes of the jump that the core writes behind it.
const JUMP: u64 = 5;
/// Bytes of `endbr64`, which comes before the site where indirect branches are tracked.
const ENDBR: &[u8] = &[0xf3, 0x0f, 0x1e, 0xfa];

/// Why `function` cannot be redirected, if so.
pub(crate) fn obstacle(side: &Side<'_, '_>, function: PartId) -> Option<Refusal> {
    let part = side.look.parts.get(function);
    let section = side.look.object.section(part.section);
    let refuse = |why| Some(Refusal::new(why, part.name));
    match part.role {
        Role::Init => return refuse(Why::Init),
        Role::RestrictedCode => {
            return refuse(Why::RestrictedCode {
                section: section.name.to_owned(),
            });
        }
        Role::Code
        | Role::Ignored
        | Role::Export
        | Role::Table
        | Role::Replacement
        | Role::PerCpu
        | Role::Registration
        | Role::Strings
        | Role::Constants
        | Role::Data
        | Role::ReadOnly => {}
    }
    if !has_site(side, function) {
        return refuse(Why::NoFtraceSite);
    }
    let endbr = section.bytes(part.start, part.end).starts_with(ENDBR);
    let needed = SITE + JUMP + if endbr { ENDBR.len() as u64 } else { 0 };
    if part.size() < needed {
        return refuse(Why::NoRoom {
            size: part.size(),
            needed,
        });
    }
    None
}

/// Whether the function has a place for ftrace: listed in `__mcount_loc`, or (before `recordmcount` ran) a call to
/// `__fentry__` at its start.
fn has_site(side: &Side<'_, '_>, function: PartId) -> bool {
    let listed = side.attached.get(&function).into_iter().flatten();
    if listed
        .into_iter()
        .any(|item| side.look.object.section(item.section).name == "__mcount_loc")
    {
        return true;
    }
    let first = side
        .code
        .get(&function)
        .into_iter()
        .flat_map(|code| code.insns.iter().take(2));
    first.flat_map(|insn| &insn.references).any(|reference| {
        matches!(
            reference.place,
            Place::Outside {
                name: "__fentry__" | "mcount",
                ..
            }
        )
    })
}
