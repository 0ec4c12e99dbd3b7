//! Takes out of the packages what a build needs, and leaves the rest: a debug package holds gigabytes of modules.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::KernelError;
use crate::command;

const LIMIT: Duration = Duration::from_secs(900);

/// Unpacks a whole package into `folder`.
pub(super) fn package(deb: &Path, folder: &Path) -> Result<(), KernelError> {
    tool(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(deb)
            .arg(folder),
        format!("unpacking {}", deb.display()),
    )
}

/// Unpacks one `member` of a package to `file`. Stops reading the package once it has it.
pub(super) fn member(deb: &Path, member: &str, file: &Path) -> Result<(), KernelError> {
    // The status is tar's: dpkg-deb is cut short on purpose, and complains.
    let script = r#"dpkg-deb --fsys-tarfile "$1" 2>/dev/null | tar -x --to-stdout --occurrence=1 "$2" > "$3""#;
    let mut shell = Command::new("sh");
    shell
        .args(["-c", script, "sh"])
        .arg(deb)
        .arg(member)
        .arg(file);
    tool(
        &mut shell,
        format!("unpacking {member} from {}", deb.display()),
    )
}

/// Unpacks the source archive inside Debian's source package into `folder`.
pub(super) fn source(deb: &Path, member: &str, folder: &Path) -> Result<(), KernelError> {
    let script = r#"dpkg-deb --fsys-tarfile "$1" | tar -x --to-stdout "$2" | tar -x --xz --strip-components=1 -C "$3""#;
    let mut shell = Command::new("sh");
    shell
        .args(["-c", script, "sh"])
        .arg(deb)
        .arg(member)
        .arg(folder);
    tool(
        &mut shell,
        format!("unpacking the source from {}", deb.display()),
    )
}

/// Copies `from` to `to` without its DWARF, which takes 500 MB and is not needed.
pub(super) fn without_debug(from: &Path, to: &Path) -> Result<(), KernelError> {
    // Not --strip-debug: that drops the file symbols, which tell static functions of one name apart.
    let mut objcopy = Command::new("objcopy");
    objcopy
        .args(["--remove-section=.debug_*"])
        .arg(from)
        .arg(to);
    tool(
        &mut objcopy,
        "removing debug information from vmlinux".to_owned(),
    )
}

/// Runs a tool that must end with status 0.
pub(super) fn tool(command: &mut Command, what: String) -> Result<(), KernelError> {
    let ended = command::run(command, LIMIT)?;
    if ended.success {
        Ok(())
    } else {
        Err(KernelError::Tool {
            what,
            said: ended.excerpt(),
        })
    }
}
