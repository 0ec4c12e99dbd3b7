//! Every state of the domain in a word for people, with its tone. The only place that decides how a state looks.

use leptos::prelude::*;
use quiesce_types::build::{FunctionChange, Verdict};
use quiesce_types::role::Severity;
use quiesce_types::state::{
    BuildState, DeploymentState, Health, HostState, UpdateState, WindowState,
};
use quiesce_types::trust::manifest::UpdateKind;
use quiesce_types::view::CheckLevel;

use super::chip::{Chip, ChipProps, Tone};

/// Something that is shown as a chip.
pub trait Shown: Copy {
    /// How it looks and what it says.
    fn shown(self) -> (Tone, &'static str);
}

/// The chip of a state.
pub fn state_chip(state: impl Shown) -> impl IntoView {
    let (tone, label) = state.shown();
    Chip(ChipProps {
        tone,
        label: label.to_owned(),
    })
}

impl Shown for WindowState {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Draft => (Tone::Plain, "draft"),
            Self::Proposed => (Tone::Wait, "waiting for approvals"),
            Self::Approved => (Tone::Ok, "approved"),
            Self::Open => (Tone::Live, "open"),
            Self::Closed => (Tone::Plain, "closed"),
            Self::Rejected => (Tone::Bad, "declined"),
            Self::Expired => (Tone::Plain, "expired"),
            Self::Paused => (Tone::Warn, "paused"),
            Self::Aborted => (Tone::Bad, "aborted"),
        }
    }
}

impl Shown for BuildState {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Submitted => (Tone::Wait, "submitted"),
            Self::Triaged => (Tone::Wait, "triaged"),
            Self::Queued => (Tone::Wait, "queued"),
            Self::Building => (Tone::Live, "building"),
            Self::Built => (Tone::Wait, "to be reviewed"),
            Self::Refused => (Tone::Bad, "refused"),
            Self::Failed => (Tone::Bad, "failed"),
            Self::InReview => (Tone::Wait, "in review"),
            Self::Accepted => (Tone::Info, "accepted"),
            Self::Signed => (Tone::Info, "signed"),
            Self::Released => (Tone::Ok, "released"),
            Self::Rejected => (Tone::Bad, "rejected"),
        }
    }
}

impl Shown for DeploymentState {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Waiting => (Tone::Wait, "waiting"),
            Self::Downloaded => (Tone::Info, "downloaded"),
            Self::Applying => (Tone::Live, "applying"),
            Self::Applied => (Tone::Ok, "applied"),
            Self::Busy => (Tone::Warn, "busy, will retry"),
            Self::Failed => (Tone::Bad, "failed"),
            Self::Skipped => (Tone::Plain, "skipped"),
            Self::Undone => (Tone::Plain, "undone"),
        }
    }
}

impl Shown for HostState {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Pending => (Tone::Wait, "pending"),
            Self::Allowed => (Tone::Ok, "allowed"),
            Self::Denied => (Tone::Bad, "denied"),
        }
    }
}

impl Shown for Health {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::UpToDate => (Tone::Ok, "up to date"),
            Self::OutOfDate => (Tone::Warn, "out of date"),
            Self::Unsupported => (Tone::Plain, "unsupported"),
            Self::Inactive => (Tone::Wait, "inactive"),
        }
    }
}

impl Shown for UpdateState {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Candidate => (Tone::Wait, "candidate"),
            Self::Released => (Tone::Ok, "released"),
            Self::Withdrawn => (Tone::Bad, "withdrawn"),
        }
    }
}

impl Shown for Severity {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Low => (Tone::Plain, "low"),
            Self::Moderate => (Tone::Info, "moderate"),
            Self::Important => (Tone::Warn, "important"),
            Self::Critical => (Tone::Bad, "critical"),
        }
    }
}

impl Shown for UpdateKind {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Security => (Tone::Info, "security"),
            Self::BugFix => (Tone::Info, "bug fix"),
            Self::Diagnostic => (Tone::Plain, "diagnostic"),
            Self::Core => (Tone::Plain, "core module"),
        }
    }
}

impl Shown for CheckLevel {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Good => (Tone::Ok, "good"),
            Self::Warning => (Tone::Warn, "look"),
            Self::Bad => (Tone::Bad, "bad"),
        }
    }
}

impl Shown for Verdict {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Built => (Tone::Ok, "built"),
            Self::NoChange => (Tone::Plain, "no change"),
            Self::Refused => (Tone::Bad, "refused"),
            Self::Failed => (Tone::Bad, "failed"),
        }
    }
}

impl Shown for FunctionChange {
    fn shown(self) -> (Tone, &'static str) {
        match self {
            Self::Changed => (Tone::Warn, "changed"),
            Self::New => (Tone::Ok, "new"),
            Self::Gone => (Tone::Plain, "gone"),
        }
    }
}
