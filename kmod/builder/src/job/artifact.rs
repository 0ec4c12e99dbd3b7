//! The bundle's members and their manifest, and how they are written to a folder.

use std::fs;
use std::path::{Path, PathBuf};

use quiesce_trust::Digest;
use quiesce_trust::manifest::{Manifest, Member, MemberRole, ReplacedFunction};
use quiesce_types::build::{BuildResult, Verdict, files};

use super::{Built, Findings, Request};
use crate::link::tables::ABI;
use crate::report::BuildLog;

/// What was built.
pub(super) struct Parts {
    /// As in `/sys/module`.
    pub module_name: String,
    /// The module as it is loaded.
    pub module: Vec<u8>,
    /// The source patch; none for the core.
    pub patch: Option<Vec<u8>>,
    /// Functions replaced.
    pub functions: Vec<ReplacedFunction>,
}

/// The finished build: the report becomes a member, and the manifest names every member by hash.
pub(super) fn finish(request: &Request, findings: Findings, parts: Parts, log: &BuildLog) -> Built {
    let Some(kernel) = findings.kernel.as_ref().map(|kernel| kernel.kernel()) else {
        return findings.stopped(
            log,
            super::Stop::failed("internal", "a module without a kernel; report this"),
        );
    };
    let report = findings.report(log, Verdict::Built, Vec::new());
    let report_json = match serde_json::to_vec_pretty(&report) {
        Ok(json) => json,
        Err(error) => {
            return Findings::default().stopped(log, super::Stop::failed("internal", error));
        }
    };
    let mut members = Vec::new();
    let mut described = Vec::new();
    let mut add = |name: String, role: MemberRole, bytes: Vec<u8>| {
        described.push(Member {
            name: name.clone(),
            role,
            size: bytes.len() as u64,
            sha256: Digest::of(&bytes),
        });
        members.push((name, bytes));
    };
    add(
        format!("{}.ko", parts.module_name),
        MemberRole::Module,
        parts.module,
    );
    if let Some(patch) = parts.patch {
        add(files::PATCH.to_owned(), MemberRole::SourcePatch, patch);
    }
    add("report.json".to_owned(), MemberRole::Report, report_json);
    let manifest = Manifest {
        id: request.id.clone(),
        kind: request.kind,
        title: request.title.clone(),
        cves: request.cves.clone(),
        kernel,
        abi: ABI,
        order: request.order,
        module_name: parts.module_name,
        functions: parts.functions,
        members: described,
    };
    Built {
        result: BuildResult {
            report,
            manifest: Some(manifest),
        },
        members,
    }
}

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    path: PathBuf,
    source: std::io::Error,
}

/// Writes the members, `report.json` and, for a built module, `manifest.json` into `folder`.
pub fn write(built: &Built, folder: &Path) -> Result<(), WriteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    for (name, bytes) in &built.members {
        // The source patch of a job is there already.
        if fs::read(folder.join(name)).is_ok_and(|there| there == *bytes) {
            continue;
        }
        replace(&folder.join(name), bytes).map_err(failed(&folder.join(name)))?;
    }
    let json = match built.manifest() {
        Some(manifest) => ("manifest.json", serde_json::to_vec_pretty(manifest)),
        None => (
            "report.json",
            serde_json::to_vec_pretty(&built.result.report),
        ),
    };
    let path = folder.join(json.0);
    let bytes = json
        .1
        .map_err(std::io::Error::from)
        .map_err(failed(&path))?;
    replace(&path, &bytes).map_err(failed(&path))
}

/// Writes `path` so that it is there whole or not at all.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let arriving = path.with_extension("part");
    fs::write(&arriving, bytes)?;
    fs::rename(&arriving, path)
}
