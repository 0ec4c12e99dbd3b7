//! A host: whether it may take part, and how it is.

use super::{steps, words};

words!(
    /// Whether a host may take part. An admin decides.
    HostState, "the state of a host", {
        /// It enrolled; nobody has decided yet.
        Pending = "pending",
        /// It gets offers inside windows.
        Allowed = "allowed",
        /// It gets nothing.
        Denied = "denied",
    }
);

steps!(HostState, "a host", {
    Pending => [Allowed, Denied],
    Allowed => [Denied],
    Denied => [Allowed],
});

words!(
    /// How a host is. Four different things to a person, never merged.
    Health, "the health of a host", {
        /// Every released security and bug-fix update for its kernel is in force.
        UpToDate = "up_to_date",
        /// At least one of them is not.
        OutOfDate = "out_of_date",
        /// Nothing has been released for its kernel.
        Unsupported = "unsupported",
        /// It has not checked in for three polling intervals.
        Inactive = "inactive",
    }
);
