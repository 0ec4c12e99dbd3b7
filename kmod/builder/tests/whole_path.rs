//! The patches in `tests/patches/` from beginning to end: what becomes of each, and which functions it names.
//!
//! These need the prepared kernel that set-up leaves in the cache (`quiesce-build prepare`).

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use quiesce_build::job::{Built, Request, update};
use quiesce_build::kernel::Cache;
use quiesce_build::report::BuildLog;
use quiesce_trust::Digest;
use quiesce_trust::manifest::{MemberRole, UpdateKind};

fn build(patch: &str) -> Built {
    let cache = Cache::from_environment().unwrap();
    let path = format!("{}/tests/patches/{patch}.patch", env!("CARGO_MANIFEST_DIR"));
    let request = Request {
        id: "abcd1234".parse().unwrap(),
        kind: UpdateKind::Diagnostic,
        title: format!("{patch}: \"quoted\""),
        cves: Vec::new(),
        kernel: "6.1.0-47-cloud-amd64".parse().unwrap(),
        order: 1,
    };
    update::build(
        &cache,
        &request,
        &fs::read(path).unwrap(),
        &BuildLog::silent(),
    )
}

/// Verdict, reason codes, functions.
fn outcome(built: &Built) -> String {
    let report = &built.result.report;
    let codes = report.reasons.iter().map(|reason| reason.code.as_str());
    let functions = report
        .functions
        .iter()
        .map(|function| function.name.as_str());
    format!(
        "{:?} {}",
        report.verdict,
        codes.chain(functions).collect::<Vec<_>>().join(" ")
    )
}

#[test]
fn each_patch_comes_to_its_end() {
    let ends = [
        ("log-opens", "Built do_sys_openat2"),
        ("log-forks", "Built kernel_clone"),
        ("included-file", "Built get_rr_interval_rt"),
        ("string-only", "Built kernel_restart"),
        ("comment-only", "NoChange "),
        ("initial-value", "Refused data_changed"),
        ("does-not-compile", "Failed does_not_compile"),
    ];
    for (patch, end) in ends {
        assert_eq!(outcome(&build(patch)), end, "{patch}");
    }
}

#[test]
fn the_same_patch_gives_the_same_module_and_the_manifest_names_it() {
    let (first, second) = (build("log-opens"), build("log-opens"));
    let manifest = first.manifest().unwrap();
    for (member, (name, bytes)) in manifest.members.iter().zip(&first.members) {
        assert_eq!(
            (&member.name, member.size, member.sha256),
            (name, bytes.len() as u64, Digest::of(bytes))
        );
    }
    assert_eq!(manifest.members[0].role, MemberRole::Module);
    assert_eq!(
        manifest.members[0].sha256,
        second.manifest().unwrap().members[0].sha256
    );
    assert_eq!(manifest.functions, second.manifest().unwrap().functions);
}
