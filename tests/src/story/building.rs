//! From a source patch to a released update.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use quiesce_types::state::BuildState;
use quiesce_types::view::BuildProgress;

use super::wait_for;
use crate::cache::{self, KERNEL, SECURITY_FIX};
use crate::site::Visitor;

/// What a build request says.
#[derive(Debug, Clone)]
pub struct BuildOrder {
    /// One line.
    pub title: String,
    /// Why it is wanted.
    pub why: &'static str,
    /// `security`, `bug_fix` or `diagnostic`.
    pub kind: &'static str,
    /// `low` to `critical`.
    pub severity: &'static str,
    /// CVE names.
    pub cves: &'static str,
    /// A unified diff.
    pub patch: String,
}

/// The diagnostic: the kernel logs process, pid and file name at each `open()`.
pub fn diagnostic() -> Result<BuildOrder> {
    Ok(BuildOrder {
        title: "Log every open(): process, pid, file name".to_owned(),
        why: "Jobs stall on a file system that nobody names. This shows who opens what.",
        kind: "diagnostic",
        severity: "low",
        cves: "",
        patch: cache::diagnostic_patch()?,
    })
}

/// The real fix that set-up made from two source packages of Debian.
pub fn security_fix() -> Result<BuildOrder> {
    Ok(BuildOrder {
        title: format!("{SECURITY_FIX}: rtnetlink leaks kernel stack to netlink readers"),
        why: "26 bytes of uninitialised kernel stack reach any user who asks for a link with virtual functions.",
        kind: "security",
        severity: "important",
        cves: SECURITY_FIX,
        patch: cache::security_fix()?,
    })
}

/// Files a build request and returns its page's path.
pub fn file_build(admin: &Visitor, order: &BuildOrder) -> Result<String> {
    let fields = [
        ("title", order.title.as_str()),
        ("why", order.why),
        ("bugs", ""),
        ("cves", order.cves),
        ("kind", order.kind),
        ("severity", order.severity),
        ("urgency", "high"),
        ("kernel", KERNEL),
        ("patch", &order.patch),
    ];
    admin
        .submit("/builds/new", &fields)
        .with_context(|| format!("filing `{}`", order.title))
}

/// Waits until a build request has come to `wanted`. A build that fails or is refused on the way is an error.
pub fn wait_for_build(
    visitor: &Visitor,
    path: &str,
    wanted: BuildState,
    limit: Duration,
) -> Result<BuildProgress> {
    wait_for(&format!("{path} {}", wanted.word()), limit, || {
        let progress: BuildProgress =
            visitor.event(&format!("/events{}", path.replacen("builds", "build", 1)))?;
        let over = matches!(
            progress.state,
            BuildState::Refused | BuildState::Failed | BuildState::Rejected
        );
        if progress.state == wanted {
            return Ok(Some(progress));
        }
        if over {
            let lines: Vec<String> = progress
                .lines
                .iter()
                .map(|line| format!("{}: {}", line.step, line.text))
                .collect();
            bail!("{path} is {}:\n{}", progress.state.word(), lines.join("\n"));
        }
        Ok(None)
    })
}

/// Accepts a built update for signing.
pub fn accept(manager: &Visitor, path: &str) -> Result<()> {
    manager
        .submit(path, &[("do", "accept")])
        .map(|_| ())
        .with_context(|| format!("accepting {path}"))
}
