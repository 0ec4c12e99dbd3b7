//! Compile units: the symbol table groups local symbols by the source file that they came from, which tells static
//! functions of one name apart.

use super::{Symbol, Vmlinux};

/// One source file's part of the symbol table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The file's name without its folder, as the compiler records it, for example `rtnetlink.c`.
    pub file: String,
    /// Which of [`Vmlinux::symbols`] are its local symbols.
    pub locals: std::ops::Range<usize>,
}

impl Vmlinux {
    /// The unit that an object was linked as: of those with the file name `file`, the only one that has every local
    /// symbol in `names`. `None` where there is no such unit, or more than one.
    pub fn unit_with(&self, file: &str, names: &[&str]) -> Option<usize> {
        let mut fitting = self.units.iter().enumerate().filter(|(index, unit)| {
            unit.file == file
                && names
                    .iter()
                    .all(|name| self.named(name).any(|symbol| symbol.unit == Some(*index)))
        });
        match (fitting.next(), fitting.next()) {
            (Some((index, _)), None) => Some(index),
            (_, _) => None,
        }
    }

    /// Whether any unit has that file name.
    pub fn has_file(&self, file: &str) -> bool {
        self.units.iter().any(|unit| unit.file == file)
    }

    /// What an object of `unit` means by `name`: its own local symbol, else the global one.
    pub fn resolve(&self, unit: usize, name: &str, local: bool) -> Option<&Symbol> {
        self.named(name).find(|symbol| {
            if local {
                symbol.unit == Some(unit)
            } else {
                !symbol.local
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;

    #[test]
    fn units_of_one_file_name_are_told_apart_by_their_symbols() {
        // The fixture begins a new unit with every symbol, so each file's part has one.
        let kernel = fixture::kernel(&[
            ("core.c", "here", 0x10),
            ("core.c", "there", 0x20),
            ("other.c", "here", 0x30),
        ]);
        assert_eq!(kernel.unit_with("core.c", &["there"]), Some(1));
        assert_eq!(kernel.unit_with("core.c", &["nowhere"]), None);
        assert_eq!(kernel.unit_with("core.c", &[]), None, "both fit");
        assert_eq!(kernel.resolve(1, "here", true), None);
        assert_eq!(
            kernel.resolve(2, "here", true).map(|symbol| symbol.address),
            Some(0x30)
        );
    }
}
