//! What the module loader resolves by itself: the exported symbols, from `Module.symvers` files.

use std::collections::HashSet;

use super::klp::Resolution;
use crate::vmlinux::Vmlinux;

/// Symbols that any module may link to.
#[derive(Debug, Default)]
pub struct Exports {
    names: HashSet<String>,
}

impl Exports {
    /// Adds what `symvers` lists for `exporter` (`vmlinux`, or a module's path). A line is
    /// `checksum ⇥ symbol ⇥ exporter ⇥ kind ⇥ namespace`. Symbols in a namespace are left out: a module would have to
    /// import it, and the livepatch route needs no import.
    pub fn add(&mut self, symvers: &str, exporter: impl Fn(&str) -> bool) {
        for line in symvers.lines() {
            let mut fields = line.split('\t').skip(1);
            let (Some(name), Some(from), Some(_kind)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            if exporter(from) && fields.next().unwrap_or_default().is_empty() {
                self.names.insert(name.to_owned());
            }
        }
    }

    /// Whether the loader finds `name` by its export.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// How an undefined symbol of a module is found in the running kernel. A name that is not exported must mean one
    /// symbol: the global one, or the only one there is.
    pub fn resolve(&self, vmlinux: &Vmlinux, name: &str) -> Option<Resolution> {
        if name.starts_with(".klp.sym.vmlinux.") {
            return Some(Resolution::Livepatch(name.to_owned()));
        }
        if self.contains(name) {
            return Some(Resolution::Exported);
        }
        let global = vmlinux.named(name).find(|symbol| !symbol.local);
        let mut all = vmlinux.named(name);
        let symbol = match (global, all.next(), all.next()) {
            (Some(global), _, _) => global,
            (None, Some(only), None) => only,
            (None, _, _) => return None,
        };
        vmlinux
            .klp_name(symbol)
            .map(|name| Resolution::Livepatch(name.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_vmlinux_symbols_without_a_namespace() {
        let mut exports = Exports::default();
        exports.add(
            "0x1\tone\tvmlinux\tEXPORT_SYMBOL\t\n0x2\ttwo\tfs/ext4/ext4\tEXPORT_SYMBOL\t\n0x3\tthree\tvmlinux\tEXPORT_SYMBOL_GPL\tDMA_BUF\nnonsense",
            |from| from == "vmlinux",
        );
        assert!(exports.contains("one"));
        assert!(!exports.contains("two") && !exports.contains("three"));
    }
}
