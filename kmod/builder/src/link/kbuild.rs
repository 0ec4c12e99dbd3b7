//! Builds an external module against a prepared kernel with the kernel's own makefiles: its flags, its `modpost`
//! (vermagic, symbol checksums), its link script.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::LinkError;
use crate::command;
use crate::kernel::PreparedKernel;
use crate::kernel::prepare::make;

const LIMIT: Duration = Duration::from_secs(300);

/// Builds the module `name` in `folder`, which holds its `Kbuild`, and gives it without debug information.
/// `symvers` are the exports of another external module that it uses.
pub fn build(
    kernel: &PreparedKernel,
    folder: &Path,
    name: &str,
    symvers: Option<&Path>,
) -> Result<Vec<u8>, LinkError> {
    let mut make = make(&kernel.source(), kernel.release());
    make.arg(format!("M={}", folder.display()));
    // The ABI header lies beside the core's sources, or where an update's Kbuild says. The folder's name, which is new
    // each time, must not get into the module by `__FILE__`.
    let top = folder.parent().unwrap_or(folder).display();
    make.arg(format!(
        "KCPPFLAGS=-I{top}/include -ffile-prefix-map={top}/="
    ));
    // A hash over debug information, which holds that name too: the same sources shall give the same module.
    make.arg("LDFLAGS_MODULE=--build-id=none");
    // Unexported symbols are undefined to modpost; the livepatch conversion that follows accounts for every one.
    make.arg("KBUILD_MODPOST_WARN=1");
    if let Some(symvers) = symvers {
        make.arg(format!("KBUILD_EXTRA_SYMBOLS={}", symvers.display()));
    }
    let ended = command::run(make.arg("modules"), LIMIT)?;
    let module = folder.join(format!("{name}.ko"));
    if !ended.success || !module.is_file() {
        return Err(LinkError::Kbuild {
            said: ended.excerpt(),
        });
    }
    let stripped = folder.join(format!("{name}.stripped.ko"));
    let mut objcopy = Command::new("objcopy");
    let ended = command::run(
        objcopy.arg("--strip-debug").arg(&module).arg(&stripped),
        LIMIT,
    )?;
    if !ended.success {
        return Err(LinkError::Kbuild {
            said: ended.excerpt(),
        });
    }
    fs::read(&stripped).map_err(LinkError::io("reading", stripped))
}
