//! An update: whether hosts may have it.

use super::{steps, words};

words!(
    /// Whether an update may go into windows.
    UpdateState, "the state of an update", {
        /// It is being built or reviewed.
        Candidate = "candidate",
        /// It may go into windows.
        Released = "released",
        /// It was released once and may not go into new windows any more.
        Withdrawn = "withdrawn",
    }
);

steps!(UpdateState, "an update", {
    Candidate => [Released],
    Released => [Withdrawn],
    Withdrawn => [],
});
