//! Finds Debian's packages of a kernel and fetches them through apt, whose signed index says what their bytes are.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use quiesce_trust::KernelRelease;
use sha2::{Digest as _, Sha256};

use super::{Cache, KernelError};
use crate::command;
use crate::report::BuildLog;

/// The packages that one kernel needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packages {
    /// Version that they share.
    pub version: String,
    /// Configuration, vmlinuz and modules as shipped.
    pub image: Package,
    /// Checksums of exported symbols.
    pub headers: Package,
    /// vmlinux with symbols.
    pub debug: Package,
    /// Source with Debian's patches.
    pub source: Package,
}

/// One package, as apt's index has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    name: String,
    version: String,
    file: String,
    size: u64,
    sha256: String,
}

/// Long enough for 300 MB over a slow line.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(3600);
const QUERY_LIMIT: Duration = Duration::from_secs(60);

/// Asks apt which packages make up `release`.
pub(super) fn find(release: &KernelRelease) -> Result<Packages, KernelError> {
    let image = newest(&format!("linux-image-{release}-unsigned"))?;
    let version = image.version.clone();
    let of_version = |name: String| {
        let stanzas = query(&name)?;
        let found = stanzas
            .into_iter()
            .find(|package| package.version == version);
        found.ok_or(KernelError::NoPackage {
            package: format!("{name} of version {version}"),
        })
    };
    let series: Vec<&str> = release.as_str().split('.').take(2).collect();
    Ok(Packages {
        headers: of_version(format!("linux-headers-{release}"))?,
        debug: of_version(format!("linux-image-{release}-dbg"))?,
        source: of_version(format!("linux-source-{}", series.join(".")))?,
        image,
        version,
    })
}

/// Fetches `package` into the cache, or takes what is there, and gives the file. Either way its digest is checked.
pub(super) fn fetch(
    cache: &Cache,
    package: &Package,
    log: &BuildLog,
) -> Result<PathBuf, KernelError> {
    let folder = cache.downloads();
    fs::create_dir_all(&folder).map_err(KernelError::io("creating", &folder))?;
    let path = folder.join(&package.file);
    if path.is_file() {
        log.say("fetch", format!("{} is in the cache", package.file));
    } else {
        download(&folder, package, log)?;
    }
    if digest(&path)? != package.sha256 {
        return Err(KernelError::WrongDigest {
            path,
            expected: package.sha256.clone(),
        });
    }
    Ok(path)
}

fn download(folder: &Path, package: &Package, log: &BuildLog) -> Result<(), KernelError> {
    let failed = |said: String| KernelError::Download {
        package: package.name.clone(),
        said,
    };
    let partial = tempfile::Builder::new()
        .prefix(".partial-")
        .tempdir_in(folder);
    let partial = partial.map_err(KernelError::io("creating a folder in", folder))?;
    let arriving = partial.path().join(&package.file);
    let done = AtomicBool::new(false);
    let ended = thread::scope(|scope| {
        scope.spawn(|| report_progress(&arriving, package, &done, log));
        let mut apt = Command::new("apt-get");
        // Root's apt would fetch as the user _apt, who may not write here.
        apt.args(["download", "-q", "-o", "APT::Sandbox::User=root"])
            .arg(format!("{}={}", package.name, package.version))
            .current_dir(partial.path());
        let ended = command::run(&mut apt, DOWNLOAD_LIMIT);
        done.store(true, Ordering::Relaxed);
        ended
    })?;
    if !ended.success || !arriving.is_file() {
        return Err(failed(ended.excerpt()));
    }
    let path = folder.join(&package.file);
    fs::rename(&arriving, &path).map_err(KernelError::io("moving the download to", path))
}

fn report_progress(arriving: &Path, package: &Package, done: &AtomicBool, log: &BuildLog) {
    let megabytes = package.size >> 20;
    let mut told = None;
    while !done.load(Ordering::Relaxed) {
        let here = fs::metadata(arriving).map_or(0, |file| file.len());
        let percent = u8::try_from(here * 100 / package.size.max(1)).unwrap_or(100);
        if told != Some(percent / 5) {
            told = Some(percent / 5);
            log.progress(
                "fetch",
                format!("downloading {} ({megabytes} MB)", package.name),
                percent,
            );
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn digest(path: &Path) -> Result<String, KernelError> {
    let mut file = fs::File::open(path).map_err(KernelError::io("opening", path))?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 20];
    loop {
        match file
            .read(&mut chunk)
            .map_err(KernelError::io("reading", path))?
        {
            0 => return Ok(hex::encode(hash.finalize())),
            size => hash.update(chunk.get(..size).unwrap_or_default()),
        }
    }
}

fn newest(name: &str) -> Result<Package, KernelError> {
    // apt lists the candidate first.
    query(name)?
        .into_iter()
        .next()
        .ok_or(KernelError::NoPackage {
            package: name.to_owned(),
        })
}

fn query(name: &str) -> Result<Vec<Package>, KernelError> {
    let ended = command::run(
        Command::new("apt-cache").args(["show", "--", name]),
        QUERY_LIMIT,
    )?;
    Ok(parse_stanzas(&ended.output, name))
}

/// The complete package stanzas in apt-cache's answer (deb822 fields, `deb822(5)`).
fn parse_stanzas(text: &str, name: &str) -> Vec<Package> {
    let stanzas = text.split("\n\n").filter_map(|stanza| {
        let field = |key: &str| {
            let of_key =
                |line: &str| Some(line.strip_prefix(key)?.strip_prefix(':')?.trim().to_owned());
            stanza.lines().find_map(of_key)
        };
        let file = field("Filename")?.rsplit('/').next()?.to_owned();
        Some(Package {
            name: field("Package").filter(|found| found == name)?,
            version: field("Version")?,
            file: Some(file).filter(|file| file.ends_with(".deb"))?,
            size: field("Size")?.parse().ok()?,
            sha256: field("SHA256").filter(|digest| digest.len() == 64)?,
        })
    });
    stanzas.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_apt_answers() {
        let digest = "7ad48c59de359b78ceec77ab8330fbfa982360c674444a1df7be8eaf11d3863b";
        let text = format!(
            "Package: linux-source-6.1\nVersion: 6.1.176-1\nFilename: pool/l/linux-source-6.1_6.1.176-1_all.deb\nSize: \
             12\nSHA256: {digest}\nDescription: x\n\nPackage: linux-source-6.1\nVersion: 6.1.170-3\n"
        );
        let found = parse_stanzas(&text, "linux-source-6.1");
        assert_eq!(found.len(), 1, "the second stanza is not whole");
        assert_eq!(found[0].file, "linux-source-6.1_6.1.176-1_all.deb");
        assert_eq!((found[0].size, found[0].sha256.as_str()), (12, digest));
        assert!(parse_stanzas(&text, "linux-source-6.12").is_empty());
    }
}
