//! How a kernel symbol is named to the livepatch loader: `.klp.sym.vmlinux.NAME,POSITION`
//! (`Documentation/livepatch/module-elf-format.rst`).

use std::fmt;

use super::{Symbol, Vmlinux};

/// A symbol of the running kernel that the module loader is to look up in its own symbol table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KlpName {
    name: String,
    position: usize,
}

impl fmt::Display for KlpName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ".klp.sym.vmlinux.{},{}", self.name, self.position)
    }
}

/// What the loader's format can carry of a name (`%511[^,]` in `klp_resolve_symbols`).
const NAME_LIMIT: usize = 511;

impl Vmlinux {
    /// The loader's name for `symbol`. Position 0 says that the name is unique; otherwise the loader counts the
    /// symbols of that name by address, starting at 1. `None` where the loader's format cannot carry the name, or where
    /// the running kernel's symbol table leaves the symbol out (`scripts/mksysmap`).
    pub fn klp_name(&self, symbol: &Symbol) -> Option<KlpName> {
        let name = &symbol.name;
        let left_out = [".L", "$", "__crc_", "__kstrtab_", "__kstrtabns_"];
        if name.len() > NAME_LIMIT
            || name.contains(',')
            || left_out.iter().any(|start| name.starts_with(start))
        {
            return None;
        }
        let mut same = self.named(name);
        let position = match (same.next(), same.next()) {
            (Some(_), None) => 0,
            (_, _) => {
                let alike = self
                    .named(name)
                    .filter(|other| other.address == symbol.address)
                    .count();
                if alike != 1 {
                    return None;
                }
                1 + self.named(name).position(|other| other == symbol)?
            }
        };
        Some(KlpName {
            name: name.clone(),
            position,
        })
    }
}
