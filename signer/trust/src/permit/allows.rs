//! The question that a host puts to a permit, and the reasons for a no.

use crate::permit::{Permit, QuorumMissing};
use crate::time::{UnixSeconds, utc};
use crate::{Digest, HostId, UpdateId, WindowId};

/// May this host apply this bundle now?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermitQuestion<'a> {
    /// The host that asks: its own id, derived from its own key.
    pub host: &'a HostId,
    /// The update it was offered.
    pub update: &'a UpdateId,
    /// SHA-256 of the bundle that it holds in its hands.
    pub bundle: Digest,
    /// The window that the offer names.
    pub window: &'a WindowId,
    /// The window's revision that the offer names.
    pub revision: u32,
    /// SHA-256 of that revision.
    pub revision_sha256: Digest,
    /// The time, fixed once for the whole cycle.
    pub now: UnixSeconds,
}

/// Why a permit does not cover what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermitRefusal {
    /// For another window.
    #[error(
        "the permit is for window {permitted}, not for {asked}; wait for the permit of {asked}"
    )]
    OtherWindow {
        /// The permit's window.
        permitted: WindowId,
        /// The offer's window.
        asked: WindowId,
    },
    /// For another revision of the window.
    #[error(
        "the permit is for revision {permitted} ({permitted_hash}) of the window, not for revision {asked} ({asked_hash}); the coordinators must approve the revision that is offered"
    )]
    OtherRevision {
        /// The permit's revision.
        permitted: u32,
        /// Its hash, short.
        permitted_hash: String,
        /// The offer's revision.
        asked: u32,
        /// Its hash, short.
        asked_hash: String,
    },
    /// A later revision has been seen.
    #[error(
        "the permit is for revision {permitted} of window {window}, and revision {seen} was seen already; fetch the newest permit"
    )]
    Superseded {
        /// The window.
        window: WindowId,
        /// The permit's revision.
        permitted: u32,
        /// The highest one seen.
        seen: u32,
    },
    /// Not for this host.
    #[error(
        "the permit is for other hosts: {host} is not among its {count}; an admin can propose a window with this host"
    )]
    OtherHost {
        /// The host that asked.
        host: HostId,
        /// Hosts of the permit.
        count: usize,
    },
    /// Not for this update.
    #[error("the permit does not cover update {update}; it needs a window of its own")]
    OtherUpdate {
        /// The update that was asked for.
        update: UpdateId,
    },
    /// For this update, but for other bytes.
    #[error(
        "the permit covers another bundle of update {update}: {permitted}, not {asked}; fetch the bundle again"
    )]
    OtherBundle {
        /// The update.
        update: UpdateId,
        /// The permit's hash, short.
        permitted: String,
        /// The hash of what is at hand, short.
        asked: String,
    },
    /// The window has not opened.
    #[error("the window opens at {opens} and it is {now}; wait until then")]
    TooEarly {
        /// ISO 8601, UTC.
        opens: String,
        /// ISO 8601, UTC.
        now: String,
    },
    /// The window is over.
    #[error("the window closed at {closed} and it is {now}; an admin can propose another one")]
    Expired {
        /// ISO 8601, UTC.
        closed: String,
        /// ISO 8601, UTC.
        now: String,
    },
    /// The approvals in it do not carry it.
    #[error(transparent)]
    QuorumMissing(#[from] QuorumMissing),
}

impl PermitRefusal {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherWindow { .. } => "permit_other_window",
            Self::OtherRevision { .. } => "permit_other_revision",
            Self::Superseded { .. } => "permit_superseded",
            Self::OtherHost { .. } => "permit_other_host",
            Self::OtherUpdate { .. } => "permit_other_update",
            Self::OtherBundle { .. } => "permit_other_bundle",
            Self::TooEarly { .. } => "permit_too_early",
            Self::Expired { .. } => "permit_expired",
            Self::QuorumMissing(missing) => missing.code(),
        }
    }
}

impl Permit {
    /// Whether everything that was asked is covered: window, revision, host, update and its bytes, time, and the
    /// approvals ([`Permit::carried`]). The first thing that is not, is the refusal.
    ///
    /// The time span is half open: `not_before` is inside, `not_after` is not.
    pub fn allows(&self, question: &PermitQuestion<'_>) -> Result<(), PermitRefusal> {
        self.covers_window(question)?;
        if !self.hosts.contains(question.host) {
            return Err(PermitRefusal::OtherHost {
                host: question.host.clone(),
                count: self.hosts.len(),
            });
        }
        self.covers_bundle(question)?;
        if question.now < self.not_before {
            return Err(PermitRefusal::TooEarly {
                opens: utc(self.not_before),
                now: utc(question.now),
            });
        }
        if question.now >= self.not_after {
            return Err(PermitRefusal::Expired {
                closed: utc(self.not_after),
                now: utc(question.now),
            });
        }
        self.carried()?;
        Ok(())
    }

    /// Whether the permit is at least as new as the highest revision that a host has seen for this window.
    pub fn not_older_than(&self, seen: u32) -> Result<(), PermitRefusal> {
        if self.revision < seen {
            return Err(PermitRefusal::Superseded {
                window: self.window.clone(),
                permitted: self.revision,
                seen,
            });
        }
        Ok(())
    }

    fn covers_window(&self, question: &PermitQuestion<'_>) -> Result<(), PermitRefusal> {
        if &self.window != question.window {
            return Err(PermitRefusal::OtherWindow {
                permitted: self.window.clone(),
                asked: question.window.clone(),
            });
        }
        if self.revision != question.revision || self.revision_sha256 != question.revision_sha256 {
            return Err(PermitRefusal::OtherRevision {
                permitted: self.revision,
                permitted_hash: self.revision_sha256.short(),
                asked: question.revision,
                asked_hash: question.revision_sha256.short(),
            });
        }
        Ok(())
    }

    /// An update may be there several times, once a kernel: any of its bundles will do.
    fn covers_bundle(&self, question: &PermitQuestion<'_>) -> Result<(), PermitRefusal> {
        let mut bundles = self.updates.iter().filter(|u| &u.id == question.update);
        let Some(first) = bundles.next() else {
            return Err(PermitRefusal::OtherUpdate {
                update: question.update.clone(),
            });
        };
        if first.bundle == question.bundle || bundles.any(|u| u.bundle == question.bundle) {
            return Ok(());
        }
        Err(PermitRefusal::OtherBundle {
            update: question.update.clone(),
            permitted: first.bundle.short(),
            asked: question.bundle.short(),
        })
    }
}
