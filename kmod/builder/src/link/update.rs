//! Links an update module: its tables, the extracted objects, and the core that it registers with.

use std::fs;
use std::path::Path;

use super::core::Core;
use super::symbols::{Renames, write_renamed};
use super::tables::Tables;
use super::target::Target;
use super::{LinkError, kbuild};

/// An extracted object and the new names of its symbols.
pub struct NamedObject {
    /// Relocatable ELF.
    pub object: Vec<u8>,
    /// As the loader is to find them.
    pub renames: Renames,
}

/// Builds the module `name` in the empty folder `work`, and gives it as it is loaded.
pub fn link(
    target: &Target<'_>,
    core: &Core,
    name: &str,
    tables: &Tables<'_>,
    objects: &[NamedObject],
    work: &Path,
) -> Result<Vec<u8>, LinkError> {
    let mut members = vec!["tables.o".to_owned()];
    for (number, named) in objects.iter().enumerate() {
        let member = format!("new_{number}.o");
        // kbuild takes a file with this ending as an object that was compiled elsewhere.
        write_renamed(
            &named.object,
            &named.renames,
            &work.join(format!("{member}_shipped")),
        )?;
        // modpost looks for the record of how each member was made, to digest its sources: this one has none.
        write(&work.join(format!(".{member}.cmd")), b"# extracted\n")?;
        members.push(member);
    }
    let kbuild_file = format!(
        "obj-m := {name}.o\n{name}-y := {}\nccflags-y := -I{}\n",
        members.join(" "),
        core.include.display()
    );
    write(&work.join("Kbuild"), kbuild_file.as_bytes())?;
    write(&work.join("tables.c"), tables.source().as_bytes())?;
    let linked = kbuild::build(target.kernel, work, name, Some(&core.symvers))?;
    target.tie(&linked, Some(&core.symvers))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), LinkError> {
    fs::write(path, bytes).map_err(LinkError::io("writing", path))
}
