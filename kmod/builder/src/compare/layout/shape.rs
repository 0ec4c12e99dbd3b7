//! From the entries of one compilation unit to layouts.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use gimli::constants as dw;

use super::{Layout, Member};

/// How deep types may be nested before the rest is taken as equal.
const MAX_DEPTH: u32 = 24;

/// What is kept of an entry.
#[derive(Debug, Default)]
pub(super) struct Die {
    pub(super) tag: u16,
    pub(super) name: String,
    pub(super) size: Option<u64>,
    /// Offset in the unit of the entry's type.
    pub(super) of_type: Option<usize>,
    /// Place of a member, in bits.
    pub(super) bit: u64,
    pub(super) bit_size: Option<u64>,
    /// Number of elements of an array's dimension.
    pub(super) count: Option<u64>,
    /// Indices of its children.
    pub(super) children: Vec<usize>,
    pub(super) declaration: bool,
}

/// The entries of a unit, by offset.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub(super) dies: Vec<Die>,
    pub(super) by_offset: HashMap<usize, usize>,
}

impl Unit {
    /// All named structures and unions, and nameless ones under the name that a `typedef` gives them.
    pub(super) fn layouts(&self) -> Vec<(String, Layout)> {
        let mut found = Vec::new();
        for die in &self.dies {
            if is_record(die.tag) && !die.name.is_empty() && !die.declaration {
                let word = if die.tag == dw::DW_TAG_union_type.0 {
                    "union"
                } else {
                    "struct"
                };
                found.push((format!("{word} {}", die.name), self.layout(die, 0)));
            }
            if die.tag == dw::DW_TAG_typedef.0
                && let Some(target) = self.target(die)
                && is_record(target.tag)
                && target.name.is_empty()
            {
                found.push((die.name.clone(), self.layout(target, 0)));
            }
        }
        found
    }

    fn target(&self, die: &Die) -> Option<&Die> {
        self.dies.get(*self.by_offset.get(&die.of_type?)?)
    }

    fn layout(&self, die: &Die, depth: u32) -> Layout {
        let members = die
            .children
            .iter()
            .filter_map(|child| self.dies.get(*child))
            .filter(|child| child.tag == dw::DW_TAG_member.0);
        let members = members.map(|member| {
            let mut hash = DefaultHasher::new();
            member.bit_size.hash(&mut hash);
            self.shape(member, depth + 1, &mut hash);
            Member {
                name: member.name.clone(),
                bit: member.bit,
                shape: hash.finish(),
            }
        });
        Layout {
            size: die.size.unwrap_or(0),
            members: members.collect(),
        }
    }

    /// Feeds the type of `die` into `hash`: what decides about size and meaning of the bytes, not how the type is called.
    fn shape(&self, die: &Die, depth: u32, hash: &mut DefaultHasher) {
        let Some(target) = self.target(die).filter(|_| depth < MAX_DEPTH) else {
            return;
        };
        match dw::DwTag(target.tag) {
            dw::DW_TAG_typedef
            | dw::DW_TAG_const_type
            | dw::DW_TAG_volatile_type
            | dw::DW_TAG_restrict_type
            | dw::DW_TAG_atomic_type => self.shape(target, depth + 1, hash),
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type if target.name.is_empty() => {
                let layout = self.layout(target, depth + 1);
                (target.tag, layout.size).hash(hash);
                for member in &layout.members {
                    (&member.name, member.bit, member.shape).hash(hash);
                }
            }
            // A named structure is compared under its own name; its size decides here.
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type => {
                (target.tag, &target.name, target.size).hash(hash)
            }
            dw::DW_TAG_array_type => {
                for dimension in target
                    .children
                    .iter()
                    .filter_map(|child| self.dies.get(*child))
                {
                    dimension.count.hash(hash);
                }
                self.shape(target, depth + 1, hash);
            }
            _ => (target.tag, target.size).hash(hash),
        }
    }
}

fn is_record(tag: u16) -> bool {
    tag == dw::DW_TAG_structure_type.0 || tag == dw::DW_TAG_union_type.0
}
