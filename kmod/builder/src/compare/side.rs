//! One of the two objects, with everything that the comparison asks of it looked up once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::elf::{
    Code, Entry, Object, PartId, PartKind, Parts, Place, Resolver, Role, SectionId, role,
    table_entries,
};

use super::layout::DebugInfo;
use super::names::parent_of_cold;

/// An entry of a table that belongs to a place in a part.
#[derive(Debug, Clone)]
pub(crate) struct Attached {
    /// The table's section.
    pub(crate) section: SectionId,
    /// The entry.
    pub(crate) entry: Entry,
    /// The place, in bytes from the part's start.
    pub(crate) offset: i64,
}

/// An object and what is known of it.
#[derive(Debug)]
pub(crate) struct Side<'a, 'data> {
    pub(crate) look: Resolver<'a, 'data>,
    /// The instructions of every part of code.
    pub(crate) code: HashMap<PartId, Code<'data>>,
    /// Cold pieces by the function that they belong to.
    pub(crate) cold: BTreeMap<PartId, Vec<PartId>>,
    /// The function of each cold piece.
    pub(crate) parent: BTreeMap<PartId, PartId>,
    /// Table entries by the part that they belong to, in the order of tables and places.
    pub(crate) attached: BTreeMap<PartId, Vec<Attached>>,
    /// The parts that refer to a part; a cold piece counts as its function.
    pub(crate) users: BTreeMap<PartId, BTreeSet<PartId>>,
    /// Tables that refer to data, by section name: their layout is not known.
    pub(crate) unknown_tables: Vec<&'data str>,
    /// What its debug information says, if that was read.
    pub(crate) debug: DebugInfo,
}

impl<'a, 'data> Side<'a, 'data> {
    pub(crate) fn new(
        object: &'a Object<'data>,
        parts: &'a Parts<'data>,
        debug: DebugInfo,
    ) -> Self {
        let look = Resolver { object, parts };
        let is_code = |kind| matches!(kind, PartKind::Function | PartKind::Code);
        let code: HashMap<_, _> = parts
            .iter()
            .filter(|(_, part)| is_code(part.kind))
            .map(|(id, _)| (id, look.code(id)))
            .collect();
        let (cold, parent) = cold_pieces(parts);
        let (attached, unknown_tables) = attach(&look);
        let mut side = Self {
            look,
            code,
            cold,
            parent,
            attached,
            users: BTreeMap::new(),
            unknown_tables,
            debug,
        };
        side.find_users();
        side
    }

    /// The function that `id` counts to.
    pub(crate) fn owner(&self, id: PartId) -> PartId {
        self.parent.get(&id).copied().unwrap_or(id)
    }

    pub(crate) fn name(&self, id: PartId) -> &'data str {
        self.look.parts.get(id).name
    }

    /// What a part refers to.
    pub(crate) fn references(&self, id: PartId) -> Vec<Place<'data>> {
        match self.code.get(&id) {
            Some(code) => code
                .insns
                .iter()
                .flat_map(|insn| &insn.references)
                .map(|reference| reference.place)
                .collect(),
            None => self
                .look
                .data_references(id)
                .into_iter()
                .map(|(_, _, place)| place)
                .collect(),
        }
    }

    /// Whether a datum holds nothing but places inside of functions, so that it belongs to the version of the function
    /// that it leads into: `static const void *const labels[] = { &&first, &&second };`.
    pub(crate) fn is_label_table(&self, id: PartId) -> bool {
        let references = self.look.data_references(id);
        let label = |place: &Place<'_>| match place {
            Place::Part { id: target, offset } => {
                *offset != 0 && self.look.parts.get(*target).kind == PartKind::Function
            }
            Place::Outside { .. }
            | Place::Text(_)
            | Place::Constant(_)
            | Place::Absolute(_)
            | Place::Section { .. } => false,
        };
        !references.is_empty() && references.iter().all(|(_, _, place)| label(place))
    }

    /// A function and its cold pieces.
    pub(crate) fn with_cold(&self, function: PartId) -> impl Iterator<Item = PartId> {
        std::iter::once(function).chain(self.cold.get(&function).into_iter().flatten().copied())
    }

    fn find_users(&mut self) {
        let mut users: BTreeMap<PartId, BTreeSet<PartId>> = BTreeMap::new();
        for (id, _) in self.look.parts.iter() {
            for place in self.references(id) {
                if let Place::Part { id: target, .. } = place {
                    users.entry(target).or_default().insert(self.owner(id));
                }
            }
        }
        self.users = users;
    }
}

type Cold = (BTreeMap<PartId, Vec<PartId>>, BTreeMap<PartId, PartId>);

fn cold_pieces(parts: &Parts<'_>) -> Cold {
    let functions: HashMap<&str, PartId> = parts
        .iter()
        .filter(|(_, part)| part.kind == PartKind::Function)
        .map(|(id, part)| (part.name, id))
        .collect();
    let (mut cold, mut parent): Cold = (BTreeMap::new(), BTreeMap::new());
    for (id, part) in parts
        .iter()
        .filter(|(_, part)| part.kind == PartKind::Function)
    {
        let Some(owner) = parent_of_cold(part.name).and_then(|name| functions.get(name)) else {
            continue;
        };
        cold.entry(*owner).or_default().push(id);
        parent.insert(id, *owner);
    }
    (cold, parent)
}

fn attach<'data>(look: &Resolver<'_, 'data>) -> (BTreeMap<PartId, Vec<Attached>>, Vec<&'data str>) {
    let mut attached: BTreeMap<PartId, Vec<Attached>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (id, section) in look.object.sections() {
        if role(section) != Role::Table || section.size == 0 {
            continue;
        }
        let Some(entries) = table_entries(look.object, id) else {
            unknown.push(section.name);
            continue;
        };
        for entry in entries {
            let Some(reloc) = section.relocs.get(entry.relocs.start) else {
                continue;
            };
            if let Place::Part { id: part, offset } = look.place(reloc, 0) {
                attached.entry(part).or_default().push(Attached {
                    section: id,
                    entry,
                    offset,
                });
            }
        }
    }
    for list in attached.values_mut() {
        list.sort_by_key(|item| (look.object.section(item.section).name, item.offset));
    }
    (attached, unknown)
}
