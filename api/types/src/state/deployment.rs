//! One update on one host in one window.

use super::{steps, words};

words!(
    /// How far it is. Reports can be lost on the way, so that a later state may follow an early one directly.
    DeploymentState, "the state of a deployment", {
        /// The host has not taken it yet.
        Waiting = "waiting",
        /// The host has the bundle and verified it.
        Downloaded = "downloaded",
        /// The loader has it.
        Applying = "applying",
        /// The kernel runs it.
        Applied = "applied",
        /// A thread was inside a replaced function each time; the host will try again.
        Busy = "busy",
        /// It could not be applied; the kernel is as it was.
        Failed = "failed",
        /// It was not tried, for the reason given.
        Skipped = "skipped",
        /// It was applied, and undone again.
        Undone = "undone",
    }
);

steps!(DeploymentState, "a deployment", {
    Waiting => [Downloaded, Applying, Applied, Busy, Failed, Skipped],
    Downloaded => [Downloaded, Applying, Applied, Busy, Failed, Skipped],
    Applying => [Downloaded, Applying, Applied, Busy, Failed, Skipped],
    Busy => [Downloaded, Applying, Applied, Busy, Failed, Skipped],
    // Tried again by hand on the host.
    Failed => [Downloaded, Applying, Applied, Busy, Failed],
    Applied => [Undone],
    // Seen in the kernel at a check-in that overtook the report.
    Skipped => [Applied, Undone],
    Undone => [Applied],
});

impl DeploymentState {
    /// Whether the host may still be offered the update in this window.
    pub fn is_offered(self) -> bool {
        match self {
            Self::Waiting | Self::Downloaded | Self::Applying | Self::Busy => true,
            Self::Applied | Self::Failed | Self::Skipped | Self::Undone => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_illegal_step_names_both_states() {
        let error = DeploymentState::Applied
            .to(DeploymentState::Waiting)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "a deployment that is applied cannot become waiting"
        );
    }

    #[test]
    fn every_word_reads_back() {
        for state in DeploymentState::ALL {
            assert_eq!(state.word().parse(), Ok(*state));
        }
    }
}
