//! The changed and new functions of a patched object, as an object of their own.
//!
//! [`extract`] takes the functions that [`crate::compare`] found and everything that only they need: cold pieces, strings,
//! literals, jump tables, constants that the compiler made for them, data that the original has not, and their entries in the tables
//! beside the code. Whatever the kernel has already is referred to, never copied: such symbols stay undefined and are
//! listed in [`Extracted::outside`] under the name that they have in the *original* object.
//!
//! What a reference to a replaced function means:
//! - a call or a jump goes to the new version, and so does anything that leads *into* the function (its own jump tables,
//!   cold pieces, table entries);
//! - its *address*, as a callback or in a table, stays the address of the original, which is redirected. So addresses compare
//!   as before, and a pointer that was handed out stays good when the update is undone.
//!
//! Left behind is what must not run twice or has no meaning in a module: exports, initcalls, trace events, objtool's marks,
//! debug information.

mod assemble;
mod draft;
mod outcome;
mod tables;
mod target;
mod write;

pub use outcome::{ExtractError, Extracted, OutsideSymbol, Replaced};

use crate::compare::{Comparison, DebugInfo, Side, Verdict, fingerprint, source_of_piece};
use crate::elf::{Object, PartId, Parts};

/// Extracts what `comparison` found between the two objects that it was made from.
///
/// # Errors
/// When the verdict is not [`Verdict::Changed`], when the objects are others than those compared, or when a changed
/// function refers to something that an update module cannot reach.
pub fn extract(
    orig: &[u8],
    patched: &[u8],
    comparison: &Comparison,
) -> Result<Extracted, ExtractError> {
    match comparison.verdict {
        Verdict::Changed => {}
        Verdict::NoChange => return Err(ExtractError::NothingToExtract("no change")),
        Verdict::Refused => return Err(ExtractError::NothingToExtract("refused")),
    }
    if comparison.plan.fingerprint != fingerprint(orig, patched) {
        return Err(ExtractError::OtherObjects);
    }
    let (old, new) = (Object::parse(orig)?, Object::parse(patched)?);
    let (old_parts, new_parts) = (Parts::cut(&old), Parts::cut(&new));
    let (a, b) = (
        Side::new(&old, &old_parts, DebugInfo::default()),
        Side::new(&new, &new_parts, DebugInfo::default()),
    );
    let mut assembly = assemble::Assembly::new(&a, &b, &comparison.plan);
    let mut replaced = Vec::new();
    for (orig, patched) in &comparison.plan.changed {
        replaced.push(Replaced {
            name: a.name(*orig).to_owned(),
            local: a.look.parts.get(*orig).local,
            new_symbol: assembly.add_replacement(*patched),
            new_size: b.look.parts.get(*patched).size(),
            pieces: pieces(&a, *orig, &comparison.plan.gone),
        });
    }
    for function in &comparison.plan.new {
        assembly.add_new(*function);
    }
    let draft = assembly.finish()?;
    let outside = draft
        .outside
        .iter()
        .map(|(name, used)| OutsideSymbol {
            name: name.clone(),
            local: used.local,
            is_function: used.is_function,
        })
        .collect();
    Ok(Extracted {
        object: write::write(&draft)?,
        replaced,
        outside,
    })
}

/// Symbols of the original that count as `function`: its cold pieces, and pieces of its source that are gone.
fn pieces(a: &Side<'_, '_>, function: PartId, gone: &[PartId]) -> Vec<String> {
    let source = |id| source_of_piece(a.name(id)).unwrap_or(a.name(id));
    let vanished = gone
        .iter()
        .filter(|id| source_of_piece(a.name(**id)).is_some() && source(**id) == source(function));
    let cold = a.with_cold(function).skip(1);
    cold.chain(vanished.flat_map(|id| a.with_cold(*id)))
        .map(|id| a.name(id).to_owned())
        .collect()
}
