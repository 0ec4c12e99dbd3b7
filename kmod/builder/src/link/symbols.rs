//! Names the outside symbols of an extracted object as the loader is to find them, before objects are linked together:
//! `static` symbols of one name in two objects must not become one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::LinkError;
use super::exports::Exports;
use crate::command;
use crate::extract::OutsideSymbol;
use crate::vmlinux::Vmlinux;

/// Old names to new names.
pub type Renames = BTreeMap<String, String>;

/// The new names of `outside`, for an object of compile unit `unit`. Exported symbols keep theirs. `Err` lists what the
/// kernel does not have.
pub fn outside(
    vmlinux: &Vmlinux,
    unit: usize,
    exports: &Exports,
    outside: &[OutsideSymbol],
) -> Result<Renames, Vec<String>> {
    let mut renames = Renames::new();
    let mut unresolved = Vec::new();
    for symbol in outside {
        if !symbol.local && exports.contains(&symbol.name) {
            continue;
        }
        let found = vmlinux
            .resolve(unit, &symbol.name, symbol.local)
            .and_then(|found| vmlinux.klp_name(found));
        match found {
            Some(klp) => {
                renames.insert(symbol.name.clone(), klp.to_string());
            }
            None => unresolved.push(symbol.name.clone()),
        }
    }
    if unresolved.is_empty() {
        Ok(renames)
    } else {
        Err(unresolved)
    }
}

/// Writes `object` to `path` with its symbols renamed.
pub fn write_renamed(object: &[u8], renames: &Renames, path: &Path) -> Result<(), LinkError> {
    let (plain, list) = (
        path.with_extension("before"),
        path.with_extension("renames"),
    );
    fs::write(&plain, object).map_err(LinkError::io("writing", &plain))?;
    let lines: String = renames
        .iter()
        .map(|(old, new)| format!("{old} {new}\n"))
        .collect();
    fs::write(&list, lines).map_err(LinkError::io("writing", &list))?;
    let mut objcopy = Command::new("objcopy");
    objcopy
        .arg("--strip-debug")
        .arg(format!("--redefine-syms={}", list.display()))
        .arg(&plain)
        .arg(path);
    let ended = command::run(&mut objcopy, Duration::from_secs(60))?;
    if ended.success {
        Ok(())
    } else {
        Err(LinkError::Kbuild {
            said: ended.excerpt(),
        })
    }
}
