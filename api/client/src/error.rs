//! What can go wrong between a host and the server.

use quiesce_types::host_api::Problem;

/// A call that did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No answer: name, route, TLS or connection.
    #[error("{url} does not answer ({reason}); check the address, the network and the certificate")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// The chain of causes.
        reason: String,
    },
    /// The answer did not come, or not to its end, in time.
    #[error("{url} did not answer in time; it will be tried again")]
    TimedOut {
        /// What was asked for.
        url: String,
    },
    /// The server understood and said no.
    #[error("{} ({status})", problem.message)]
    Refused {
        /// HTTP status.
        status: u16,
        /// The server's own words.
        problem: Problem,
    },
    /// A body longer than it may be.
    #[error("the answer from {url} is longer than {limit} bytes; is this a Quiesce server?")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// An answer that is not what the protocol says.
    #[error(
        "the answer from {url} is not what a Quiesce server says ({reason}); compare the versions of both"
    )]
    Malformed {
        /// What was asked for.
        url: String,
        /// What does not fit.
        reason: String,
    },
    /// The bytes that came are not the bytes that were asked for.
    #[error(
        "bundle {wanted} arrived as something else ({found}); a cache on the way is damaged or lies"
    )]
    WrongBytes {
        /// The hash asked for.
        wanted: String,
        /// What came: a hash, or a length.
        found: String,
    },
    /// The host's own key cannot sign.
    #[error("the host key cannot sign a token; restore /etc/quiesce/host.key or enrol again")]
    Key,
    /// A local file.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl ClientError {
    /// A stable machine code: the server's own for what it refused.
    pub fn code(&self) -> &str {
        match self {
            Self::Unreachable { .. } => "server_unreachable",
            Self::TimedOut { .. } => "server_timed_out",
            Self::Refused { problem, .. } => &problem.code,
            Self::TooLarge { .. } => "answer_too_large",
            Self::Malformed { .. } => "answer_malformed",
            Self::WrongBytes { .. } => "wrong_bytes",
            Self::Key => "host_key",
            Self::Io { .. } => "io",
        }
    }

    /// Whether the same call may succeed later without anyone doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TimedOut { .. } => true,
            Self::Refused { status, .. } => *status >= 500 || *status == 429,
            Self::TooLarge { .. }
            | Self::Malformed { .. }
            | Self::WrongBytes { .. }
            | Self::Key
            | Self::Io { .. } => false,
        }
    }
}
