//! A real security fix for demo and tests: what one file differs by between two of Debian's source packages of Linux 6.1.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::command::{command, read, run};
use crate::step::Step;

/// One fix. Its file has no other change between the two versions.
struct Fix {
    cve: &'static str,
    file: &'static str,
    before: &'static str,
    after: &'static str,
    /// A line that the difference must add; else the packages are not the ones that this was written for.
    adds: &'static str,
}

/// rtnetlink sent 26 uninitialised bytes of the kernel's stack to whoever asked for a virtual function's link.
const FIX: Fix = Fix {
    cve: "CVE-2026-46132",
    file: "net/core/rtnetlink.c",
    before: "6.1.170-3",
    after: "6.1.176-1",
    adds: "memset(&vf_broadcast",
};

/// Writes `fixes/<CVE>.patch` into the cache.
pub fn ensure(cache: &Cache) -> Result<()> {
    let patch = cache.fixes().join(format!("{}.patch", FIX.cve));
    Step {
        name: "security-fix",
        key: &format!("{} {} {}", FIX.cve, FIX.before, FIX.after),
        what: &format!("{} as a patch, from two source packages", FIX.cve),
        expect: "about 1 minute (280 MB, the first of which the kernel needs too)",
    }
    .once(cache, || patch.exists(), || extract(cache, &patch))
}

fn extract(cache: &Cache, patch: &Path) -> Result<()> {
    let folder = cache.fixes().join("part");
    for (side, version) in [("a", FIX.before), ("b", FIX.after)] {
        let package = download(cache, version)?;
        let file = folder.join(side).join(FIX.file);
        fs::create_dir_all(file.parent().context("the file has no folder")?)?;
        fs::write(&file, member(&package)?)?;
    }
    let (old, new) = (format!("a/{}", FIX.file), format!("b/{}", FIX.file));
    // diff ends with 1 when the files differ, which is what is wanted.
    let output = command("diff")
        .current_dir(&folder)
        .args(["-u", "--label", &old, "--label", &new, &old, &new])
        .stdin(Stdio::null())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    if !text
        .lines()
        .any(|line| line.starts_with('+') && line.contains(FIX.adds))
    {
        bail!(
            "{} {} does not differ from {} as expected",
            FIX.file,
            FIX.before,
            FIX.after
        );
    }
    fs::write(patch, text)?;
    fs::remove_dir_all(&folder).context("cannot remove the unpacked files")
}

/// The source package; kept, because the kernel's preparation uses the first one as well.
fn download(cache: &Cache, version: &str) -> Result<PathBuf> {
    let path = cache
        .downloads()
        .join(format!("linux-source-6.1_{version}_all.deb"));
    if !path.exists() {
        let partial = cache.downloads().join("security-fix.part");
        fs::create_dir_all(&partial)?;
        run(command("apt-get")
            .current_dir(&partial)
            .args(["download", &format!("linux-source-6.1={version}")]))
        .context("Debian's mirror no longer has this version, or cannot be reached")?;
        fs::rename(
            partial.join(format!("linux-source-6.1_{version}_all.deb")),
            &path,
        )?;
        fs::remove_dir_all(&partial)?;
    }
    Ok(path)
}

/// The one file out of the archive inside the package.
fn member(package: &Path) -> Result<Vec<u8>> {
    read(command("sh").args([
        "-c",
        "set -e; dpkg-deb --fsys-tarfile \"$0\" | tar -xO ./usr/src/linux-source-6.1.tar.xz | tar -xJO --occurrence=1 \"linux-source-6.1/$1\"",
        &package.display().to_string(),
        FIX.file,
    ]))
}
