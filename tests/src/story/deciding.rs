//! A window: proposed, approved, opened.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use quiesce_types::state::WindowState;
use quiesce_types::view::WindowProgress;

use super::wait_for;
use crate::site::Visitor;

/// What a proposal says.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// One line.
    pub title: String,
    /// When it opens.
    pub starts_at: Timestamp,
    /// When nothing new starts.
    pub ends_at: Timestamp,
    /// Numbers of host groups.
    pub groups: Vec<String>,
    /// Update ids.
    pub updates: Vec<String>,
    /// For the coordinators.
    pub note: &'static str,
}

impl Proposal {
    /// The fields of the form.
    pub fn fields(&self) -> Vec<(&str, String)> {
        let local = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let mut fields = vec![
            ("title", self.title.clone()),
            ("starts_at", local(self.starts_at)),
            ("ends_at", local(self.ends_at)),
            ("time_zone", "UTC".to_owned()),
            ("note", self.note.to_owned()),
        ];
        fields.extend(self.groups.iter().map(|group| ("groups", group.clone())));
        fields.extend(
            self.updates
                .iter()
                .map(|update| ("updates", update.clone())),
        );
        fields
    }
}

/// Proposes a window and returns its page's path.
pub fn propose(author: &Visitor, proposal: &Proposal) -> Result<String> {
    let fields = proposal.fields();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    author
        .submit("/windows/new", &fields)
        .with_context(|| format!("proposing `{}`", proposal.title))
}

/// Approves the revision that the page shows, for the one experiment that the visitor decides for.
pub fn approve(coordinator: &Visitor, path: &str) -> Result<()> {
    let page = coordinator.page(path)?;
    let experiment = page
        .value("experiment")
        .context("the page offers no decision")?;
    let revision = page
        .value("revision_sha256")
        .context("the page names no revision")?;
    let fields = [
        ("do", "approve"),
        ("experiment", experiment.as_str()),
        ("revision_sha256", revision.as_str()),
        ("comment", ""),
    ];
    coordinator
        .submit(path, &fields)
        .map(|_| ())
        .with_context(|| format!("approving {path}"))
}

/// Opens an approved window, if the server has not done so itself.
pub fn open(admin: &Visitor, path: &str) -> Result<()> {
    let answer = admin.post(path, &[("do", "open")])?;
    match answer.status {
        303 => Ok(()),
        _ if window(admin, path)?.state == WindowState::Open => Ok(()),
        status => bail!("opening {path} gave {status}: {}", answer.problems()),
    }
}

/// The window as it stands.
pub fn window(visitor: &Visitor, path: &str) -> Result<WindowProgress> {
    visitor.event(&format!("/events{}", path.replacen("windows", "window", 1)))
}

/// Waits until `so` holds for a window.
pub fn wait_for_window(
    visitor: &Visitor,
    path: &str,
    what: &str,
    limit: Duration,
    so: impl Fn(&WindowProgress) -> bool,
) -> Result<WindowProgress> {
    let mut last = None;
    let found = wait_for(&format!("{path}: {what}"), limit, || {
        let progress = window(visitor, path)?;
        let reached = so(&progress);
        last = Some(progress.clone());
        Ok(reached.then_some(progress))
    });
    found.with_context(|| format!("{path} stands at {last:?}"))
}
