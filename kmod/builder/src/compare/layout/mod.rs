//! The layout of structures and unions, and where functions stand in the source, from debug information.
//!
//! Objects of an old layout live on in the running kernel, so that code compiled for a new one must not meet them. Every
//! structure that both objects name is compared, whether the changed functions use it or not: a use cannot be told from code.
//! The line of each instruction tells `__LINE__` in code from other numbers ([`super::lines`]).
//! DWARF 4 and 5 are read; an object without debug information yields nothing, and nothing is concluded from that.

mod read;
mod shape;

use std::collections::BTreeMap;

use crate::elf::{Object, SectionId};

use super::refusal::{Refusal, Why};

/// A member of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name; empty when it is an anonymous structure or union.
    pub(crate) name: String,
    /// Where it begins, in bits.
    pub(crate) bit: u64,
    /// A hash of its type: kind, size and, for a nameless structure, its members.
    pub(crate) shape: u64,
}

/// A structure or union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Size in bytes.
    pub(crate) size: u64,
    /// Its members in their order.
    pub(crate) members: Vec<Member>,
}

/// What an object's debug information says.
#[derive(Debug, Default)]
pub(crate) struct DebugInfo {
    /// Structures and unions by `struct NAME` or `union NAME`. A name with two different layouts in one object has both.
    layouts: BTreeMap<String, Vec<Layout>>,
    /// Source file and line of functions and file-wide data.
    places: BTreeMap<String, (String, Option<u32>)>,
    /// Where each source line's code begins: section, offset and line (0 where a stretch ends), ascending.
    lines: Vec<(SectionId, u64, u32)>,
}

impl DebugInfo {
    /// Reads what there is. Debug information that cannot be read counts as none.
    pub(crate) fn read(object: &Object<'_>) -> Self {
        read::read(object).unwrap_or_else(|error| {
            tracing::warn!(%error, "debug information is not readable; structure layouts are not compared");
            Self::default()
        })
    }

    /// The source line of the code at `offset` of a section.
    pub(crate) fn line_at(&self, section: SectionId, offset: u64) -> Option<u32> {
        let after = self
            .lines
            .partition_point(|(id, start, _)| (*id, *start) <= (section, offset));
        let (id, _, line) = self.lines.get(after.checked_sub(1)?)?;
        (*id == section && *line != 0).then_some(*line)
    }

    /// Where a symbol stands in the source.
    pub(crate) fn place_of(&self, symbol: &str) -> Option<(String, Option<u32>)> {
        let source = symbol.split('.').next().unwrap_or(symbol);
        self.places
            .get(symbol)
            .or_else(|| self.places.get(source))
            .cloned()
    }
}

/// Structures of one name whose layouts differ.
pub(crate) fn differences(old: &DebugInfo, new: &DebugInfo) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (name, old) in &old.layouts {
        let Some(new) = new.layouts.get(name) else {
            continue;
        };
        let same = old.iter().any(|layout| new.contains(layout));
        if let (false, Some(x), Some(y)) = (same, old.first(), new.first()) {
            refusals.push(Refusal::new(
                Why::Layout {
                    what: what_differs(x, y),
                },
                name,
            ));
        }
    }
    refusals
}

fn what_differs(old: &Layout, new: &Layout) -> String {
    let at = old
        .members
        .iter()
        .zip(&new.members)
        .position(|(x, y)| x != y)
        .unwrap_or(old.members.len().min(new.members.len()));
    let name = |layout: &Layout| {
        layout
            .members
            .get(at)
            .map_or("its end".to_owned(), |member| {
                let name = if member.name.is_empty() {
                    "a nameless member"
                } else {
                    member.name.as_str()
                };
                format!("{name} at byte {}", member.bit / 8)
            })
    };
    format!(
        "{} bytes become {}, from {} (now {}) on",
        old.size,
        new.size,
        name(old),
        name(new)
    )
}
