//! A kernel for tests that has nothing but local symbols.

use std::collections::HashMap;

use super::{Symbol, SymbolKind, Unit, Vmlinux};

/// One unit and symbol an item: file, name, address.
pub(super) fn kernel(symbols: &[(&str, &str, u64)]) -> Vmlinux {
    let units = symbols.iter().enumerate().map(|(at, (file, _, _))| Unit {
        file: (*file).to_owned(),
        locals: at..at + 1,
    });
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (_, name, _)) in symbols.iter().enumerate() {
        by_name.entry((*name).to_owned()).or_default().push(at);
    }
    by_name
        .values_mut()
        .for_each(|same| same.sort_by_key(|&at| symbols[at].2));
    let made = symbols
        .iter()
        .enumerate()
        .map(|(at, (_, name, address))| Symbol {
            name: (*name).to_owned(),
            address: *address,
            size: 1,
            kind: SymbolKind::Function,
            local: true,
            section: 1,
            unit: Some(at),
        });
    Vmlinux {
        file: Vec::new(),
        sections: Vec::new(),
        symbols: made.collect(),
        by_name,
        units: units.collect(),
        references: Vec::new(),
        build_id: [0; 20],
    }
}
