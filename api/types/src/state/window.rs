//! A patch window, from the proposal to its end.

use super::{steps, words};

words!(
    /// Where a window stands.
    WindowState, "the state of a window", {
        /// Being written.
        Draft = "draft",
        /// The affected experiments are asked.
        Proposed = "proposed",
        /// Every affected experiment said yes to the current revision.
        Approved = "approved",
        /// Hosts are offered its updates.
        Open = "open",
        /// Its end came.
        Closed = "closed",
        /// An affected experiment said no to the current revision.
        Rejected = "rejected",
        /// Its start passed without the approvals.
        Expired = "expired",
        /// Open, but nothing new starts until an admin resumes it.
        Paused = "paused",
        /// An admin ended it early.
        Aborted = "aborted",
    }
);

steps!(WindowState, "a window", {
    Draft => [Proposed, Aborted],
    // A material edit makes a new revision, which has to be asked for anew.
    Proposed => [Proposed, Approved, Rejected, Expired, Aborted],
    Approved => [Proposed, Open, Rejected, Expired, Aborted],
    Open => [Paused, Closed, Aborted],
    Paused => [Open, Closed, Aborted],
    Rejected => [Proposed, Expired, Aborted],
    Closed => [],
    Expired => [],
    Aborted => [],
});

impl WindowState {
    /// Whether coordinators may still decide about it.
    pub fn is_decidable(self) -> bool {
        matches!(self, Self::Proposed | Self::Approved | Self::Rejected)
    }

    /// Whether it runs: its hosts are taken, and an admin may pause, resume or abort it.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Open | Self::Paused)
    }
}
