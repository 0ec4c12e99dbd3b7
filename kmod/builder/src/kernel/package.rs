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
    let image = format!("linux-image-{release}-unsigned");
    let headers = format!("linux-headers-{release}");
    let debug = format!("linux-image-{release}-dbg");
    let series: Vec<&str> = release.as_str().split('.').take(2).collect();
    let source = format!("linux-source-{}", series.join("."));
    // In one question: apt takes seconds to open its index.
    let mut apt = Command::new("apt-cache");
    apt.args(["show", "--", &image, &headers, &debug, &source]);
    choose(
        &parse_stanzas(&command::run(&mut apt, QUERY_LIMIT)?.output),
        [&image, &headers, &debug, &source],
    )
}

/// The newest image, and the others of its version. apt lists the newest first.
fn choose(
    known: &[Package],
    [image, headers, debug, source]: [&str; 4],
) -> Result<Packages, KernelError> {
    let missing = |package: String| KernelError::NoPackage { package };
    let image = known
        .iter()
        .find(|package| package.name == image)
        .ok_or_else(|| missing(image.to_owned()))?;
    let version = &image.version;
    let of_version = |name: &str| {
        let found = known
            .iter()
            .find(|package| package.name == name && package.version == *version);
        found
            .cloned()
            .ok_or_else(|| missing(format!("{name} of version {version}")))
    };
    Ok(Packages {
        headers: of_version(headers)?,
        debug: of_version(debug)?,
        source: of_version(source)?,
        image: image.clone(),
        version: version.clone(),
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

/// The complete package stanzas in apt-cache's answer (deb822 fields, `deb822(5)`).
fn parse_stanzas(text: &str) -> Vec<Package> {
    let stanzas = text.split("\n\n").filter_map(|stanza| {
        let field = |key: &str| {
            let of_key =
                |line: &str| Some(line.strip_prefix(key)?.strip_prefix(':')?.trim().to_owned());
            stanza.lines().find_map(of_key)
        };
        let file = field("Filename")?.rsplit('/').next()?.to_owned();
        Some(Package {
            name: field("Package")?,
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
        let found = parse_stanzas(&text);
        assert_eq!(found.len(), 1, "the second stanza is not whole");
        assert_eq!(found[0].file, "linux-source-6.1_6.1.176-1_all.deb");
        assert_eq!((found[0].size, found[0].sha256.as_str()), (12, digest));
    }

    #[test]
    fn all_packages_are_of_the_images_version() {
        let package = |name: &str, version: &str| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            file: String::new(),
            size: 1,
            sha256: String::new(),
        };
        let mut known = vec![
            package("s", "3"),
            package("i", "2"),
            package("i", "1"),
            package("s", "2"),
            package("h", "2"),
        ];
        let names = ["i", "h", "d", "s"];
        let error = choose(&known, names).unwrap_err();
        assert!(error.to_string().contains("d of version 2"), "{error}");
        known.push(package("d", "2"));
        let packages = choose(&known, names).unwrap();
        assert_eq!(
            (packages.version.as_str(), packages.source.version.as_str()),
            ("2", "2")
        );
    }
}
