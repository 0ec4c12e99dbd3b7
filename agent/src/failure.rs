//! Why a command failed: a code for machines, a sentence for people, a status for scripts.

use std::path::Path;

use quiesce_client::ClientError;
use quiesce_trust::loading::{Refusal, RefusalClass};

/// Any failure of a command or of a round of the daemon.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server could not be reached, or said no.
    #[error(transparent)]
    Server(#[from] ClientError),
    /// The loader, the kernel or the core said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The loader could not be asked.
    #[error("the loader cannot be asked ({0}); run this as root, or start quiesce-loader.socket")]
    Loader(std::io::Error),
    /// What the loader said makes no sense.
    #[error("the loader answered nonsense ({0}); are quiesce and quiesce-loader of one version?")]
    LoaderAnswer(String),
    /// Signals can't be listened to.
    #[error("this process cannot listen to signals: {0}")]
    Signals(std::io::Error),
    /// There is no enrolment.
    #[error("this host is not enrolled; get a token from an admin and run `quiesce enrol`")]
    NotEnrolled,
    /// There is one already.
    #[error(
        "this host is enrolled already, as {0}; to start over, have an admin deny that id and remove /etc/quiesce/server.json and host.key"
    )]
    AlreadyEnrolled(String),
    /// The server took the key for another host's.
    #[error(
        "the server calls this host {server}, and its key says {key}; do not trust this server"
    )]
    WrongHostId {
        /// What the server said.
        server: String,
        /// What the key says.
        key: String,
    },
    /// What was fetched is not signed by a key that this host trusts.
    #[error("{0}")]
    Bundle(#[from] quiesce_trust::bundle::BundleError),
    /// The update is not there.
    #[error("update {0} is not in this kernel; `quiesce show` lists what is")]
    NotInstalled(quiesce_trust::UpdateId),
    /// The running kernel can't be told.
    #[error("the running kernel cannot be told from {0}; are /proc and /sys mounted?")]
    Kernel(String),
    /// The system has no randomness.
    #[error("the system has no randomness to make a key from; try again later")]
    Randomness,
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file makes no sense.
    #[error("{path} cannot be understood ({reason}); restore it, or remove it and enrol again")]
    Damaged {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
}

impl Failure {
    /// For `map_err` on what reads or writes a file.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }

    /// For `map_err` on what parses a file.
    pub fn damaged<E: std::fmt::Display>(path: &Path) -> impl FnOnce(E) -> Self {
        let path = path.display().to_string();
        move |error| Self::Damaged {
            path,
            reason: error.to_string(),
        }
    }

    /// A stable machine code.
    pub fn code(&self) -> &str {
        match self {
            Self::Server(error) => error.code(),
            Self::Refused(refusal) => refusal.code.as_str(),
            Self::Loader(_) => "loader_unreachable",
            Self::LoaderAnswer(_) => "loader_answer",
            Self::Signals(_) => "signals",
            Self::NotEnrolled => "not_enrolled",
            Self::AlreadyEnrolled(_) => "already_enrolled",
            Self::WrongHostId { .. } => "wrong_host_id",
            Self::Bundle(error) => error.code(),
            Self::NotInstalled(_) => "not_loaded",
            Self::Kernel(_) => "kernel_unknown",
            Self::Randomness => "no_randomness",
            Self::File { .. } => "io",
            Self::Damaged { .. } => "damaged",
        }
    }

    /// Whether the same may succeed at the next try without anyone doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Server(error) => error.is_passing(),
            Self::Refused(refusal) => refusal.code.class() == RefusalClass::Busy,
            Self::Loader(_)
            | Self::LoaderAnswer(_)
            | Self::Signals(_)
            | Self::NotEnrolled
            | Self::AlreadyEnrolled(_)
            | Self::WrongHostId { .. }
            | Self::Bundle(_)
            | Self::NotInstalled(_)
            | Self::Kernel(_)
            | Self::Randomness
            | Self::File { .. }
            | Self::Damaged { .. } => false,
        }
    }

    /// Threads that were in the way.
    pub fn tasks(&self) -> &[String] {
        match self {
            Self::Refused(refusal) => &refusal.tasks,
            Self::Server(_)
            | Self::Loader(_)
            | Self::LoaderAnswer(_)
            | Self::Signals(_)
            | Self::NotEnrolled
            | Self::AlreadyEnrolled(_)
            | Self::WrongHostId { .. }
            | Self::Bundle(_)
            | Self::NotInstalled(_)
            | Self::Kernel(_)
            | Self::Randomness
            | Self::File { .. }
            | Self::Damaged { .. } => &[],
        }
    }

    /// Exit status, as `quiesce --help` lists them.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Refused(refusal) => refusal.code.class().exit_status(),
            Self::Bundle(_) | Self::WrongHostId { .. } => 3,
            Self::NotEnrolled | Self::AlreadyEnrolled(_) => 4,
            Self::NotInstalled(_) => 6,
            Self::Server(ClientError::Io { .. } | ClientError::Key) => 1,
            Self::Server(_) => 7,
            Self::Loader(_)
            | Self::LoaderAnswer(_)
            | Self::Signals(_)
            | Self::Kernel(_)
            | Self::Randomness
            | Self::File { .. }
            | Self::Damaged { .. } => 1,
        }
    }
}
