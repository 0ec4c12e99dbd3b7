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

#[cfg(test)]
mod tests {
    use super::super::fixture;

    #[test]
    fn positions_count_by_address_from_one() {
        let kernel = fixture::kernel(&[
            ("b.c", "twice", 0x20),
            ("a.c", "twice", 0x10),
            ("a.c", "once", 0x30),
        ]);
        let name = |unit, name| {
            kernel
                .klp_name(kernel.resolve(unit, name, true).unwrap())
                .unwrap()
                .to_string()
        };
        assert_eq!(name(1, "twice"), ".klp.sym.vmlinux.twice,1");
        assert_eq!(name(0, "twice"), ".klp.sym.vmlinux.twice,2");
        assert_eq!(name(2, "once"), ".klp.sym.vmlinux.once,0");
    }

    #[test]
    fn what_the_loader_cannot_tell_apart_has_no_name() {
        let kernel = fixture::kernel(&[
            ("a.c", "same", 0x10),
            ("b.c", "same", 0x10),
            ("a.c", "__kstrtab_x", 0x20),
        ]);
        let symbols = kernel.symbols();
        assert!(
            symbols
                .iter()
                .all(|symbol| kernel.klp_name(symbol).is_none())
        );
    }
}
