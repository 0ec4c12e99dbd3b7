//! What a package installs, judged by systemd's own tools where the machine has them.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn dist(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("dist")
        .join(folder)
}

/// None on a machine without that tool.
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: {command:?} is not installed");
            None
        }
        output => Some(output.unwrap()),
    }
}

#[track_caller]
fn is_clean(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
}

/// The units in a folder of their own, with a program that is surely installed in place of ours.
fn units(dir: &Path) -> Vec<PathBuf> {
    let mut copies = Vec::new();
    for entry in fs::read_dir(dist("systemd")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let words = |line: &str| {
            let ours = line.starts_with("ExecStart=/usr/bin/quiesce");
            if ours {
                "ExecStart=/bin/true".to_owned()
            } else {
                line.to_owned()
            }
        };
        let text: Vec<String> = text.lines().map(words).collect();
        let copy = dir.join(path.file_name().unwrap());
        fs::write(&copy, text.join("\n") + "\n").unwrap();
        copies.push(copy);
    }
    copies
}

#[test]
fn units_verify() {
    let dir = tempfile::tempdir().unwrap();
    let units = units(dir.path());
    assert_eq!(units.len(), 4);
    let mut verify = Command::new("systemd-analyze");
    verify
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .args(&units);
    verify.env("SYSTEMD_UNIT_PATH", format!("{}:", dir.path().display()));
    if let Some(output) = run(&mut verify) {
        is_clean(&output);
    }
}

/// `systemd-analyze security` rates exposure from 0 to 10; what it calls *OK* ends below 5, as tenths.
#[test]
fn units_are_hardened() {
    let dir = tempfile::tempdir().unwrap();
    units(dir.path());
    for unit in [
        "quiesce.service",
        "quiesce-loader@.service",
        "quiesce-proxy.service",
    ] {
        let mut rate = Command::new("systemd-analyze");
        rate.args(["security", "--offline=yes", "--threshold=45"])
            .arg(dir.path().join(unit));
        if let Some(output) = run(&mut rate) {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{unit}: {said}");
        }
    }
}

#[test]
fn the_user_is_made_and_the_folders_follow() {
    let root = tempfile::tempdir().unwrap();
    let at = |folder: &str| dist(folder).join("quiesce.conf");
    let mut root_argument = std::ffi::OsString::from("--root=");
    root_argument.push(root.path());
    fs::create_dir_all(root.path().join("etc")).unwrap();
    let Some(output) = run(Command::new("systemd-sysusers")
        .arg(&root_argument)
        .arg(at("sysusers.d")))
    else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let passwd = fs::read_to_string(root.path().join("etc/passwd")).unwrap();
    assert!(
        passwd.lines().any(|line| line.starts_with("quiesce:")),
        "{passwd}"
    );

    let mut create = Command::new("systemd-tmpfiles");
    create
        .arg("--create")
        .arg(&root_argument)
        .arg(at("tmpfiles.d"));
    if let Some(output) = run(&mut create) {
        assert!(
            root.path().join("var/lib/quiesce/bundles").is_dir(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
