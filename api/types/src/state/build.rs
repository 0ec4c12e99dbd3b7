//! A build request, from the wish to the released update.

use super::{steps, words};

words!(
    /// Where a build request stands.
    BuildState, "the state of a build request", {
        /// Somebody asked for it.
        Submitted = "submitted",
        /// A release manager looked at it and wants it built.
        Triaged = "triaged",
        /// It waits for a builder.
        Queued = "queued",
        /// A builder has it.
        Building = "building",
        /// There is a module; nobody has reviewed it yet.
        Built = "built",
        /// The builder judged the patch unsafe for a running kernel, or found nothing to change.
        Refused = "refused",
        /// It did not apply or compile, or a tool broke.
        Failed = "failed",
        /// A release manager is at it.
        InReview = "in_review",
        /// A release manager, who is not the requester, accepted it; the signer is asked.
        Accepted = "accepted",
        /// The signer signed it.
        Signed = "signed",
        /// Hosts may have it, inside a window.
        Released = "released",
        /// A release manager said no.
        Rejected = "rejected",
    }
);

steps!(BuildState, "a build request", {
    Submitted => [Triaged, Queued, Rejected],
    Triaged => [Queued, Rejected],
    Queued => [Building, Rejected],
    Building => [Built, Refused, Failed, Queued],
    Built => [InReview],
    Refused => [],
    Failed => [Queued],
    InReview => [Accepted, Rejected],
    Accepted => [Signed, Rejected],
    Signed => [Released],
    Released => [],
    Rejected => [],
});

impl BuildState {
    /// Whether the request may still end as a released update.
    pub fn is_on_its_way(self) -> bool {
        match self {
            Self::Submitted
            | Self::Triaged
            | Self::Queued
            | Self::Building
            | Self::Built
            | Self::InReview
            | Self::Accepted
            | Self::Signed => true,
            Self::Refused | Self::Failed | Self::Released | Self::Rejected => false,
        }
    }
}
