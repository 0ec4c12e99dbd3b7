//! Why a service said no. Every error has a stable code for machines and a sentence for a person that says what to do next.

use quiesce_types::input::FieldProblem;
use quiesce_types::state::IllegalTransition;

use crate::db::DatabaseError;

/// A refusal or failure of a service.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Nobody is signed in, or the session ended.
    #[error("Your session has ended. Sign in again; nothing was changed.")]
    SignedOut,
    /// Login and password do not belong together. Which of them is wrong is not said.
    #[error("This login and password do not belong together. Check both and try again.")]
    WrongPassword,
    /// A host's token was refused.
    #[error("The host's token was refused: {0}. If it goes on, enrol the host again.")]
    HostToken(String),
    /// A rule forbids it. The code names the rule.
    #[error("{sentence}")]
    Denied {
        /// The rule's name, for example `role_required`.
        rule: &'static str,
        /// Which rule, and who may do it instead.
        sentence: String,
    },
    /// There is no such thing.
    #[error("There is no such {what}. Follow the list to one that exists.")]
    NotFound {
        /// What was looked for: `window`.
        what: &'static str,
    },
    /// Fields of a form are wrong.
    #[error("{}", in_one_line(.0))]
    Invalid(Vec<FieldProblem>),
    /// It does not fit what is there now.
    #[error("{sentence}")]
    Conflict {
        /// For example `stale_revision`.
        code: &'static str,
        /// What is there now and what to do next.
        sentence: String,
    },
    /// Too many tries.
    #[error("Too many tries. Wait {seconds} seconds and try again.")]
    TooManyTries {
        /// How long to wait.
        seconds: u64,
    },
    /// A state machine does not have this step.
    #[error("{0}. Reload the page to see how it stands now.")]
    Transition(#[from] IllegalTransition),
    /// The database failed.
    #[error("{0}")]
    Database(#[from] DatabaseError),
    /// The signer refused or could not be asked.
    #[error("The signer did not sign: {message}")]
    Signer {
        /// The signer's code, or `signer_unreachable`.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// Something of the server's own machine failed: the artifact store, the source of random numbers.
    #[error("The server could not do it: {0}. Nothing was changed; tell whoever runs the server.")]
    Machine(String),
}

fn in_one_line(problems: &[FieldProblem]) -> String {
    problems
        .iter()
        .map(|p| p.message.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

impl ServiceError {
    /// A refusal by a rule.
    pub fn denied(rule: &'static str, sentence: impl Into<String>) -> Self {
        Self::Denied {
            rule,
            sentence: sentence.into(),
        }
    }

    /// A conflict with what is there.
    pub fn conflict(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            sentence: sentence.into(),
        }
    }

    /// One wrong field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    /// The machine code. Stable.
    pub fn code(&self) -> &str {
        match self {
            Self::SignedOut => "signed_out",
            Self::WrongPassword => "wrong_password",
            Self::HostToken(_) => "bad_host_token",
            Self::Denied { rule, .. } => rule,
            Self::NotFound { .. } => "not_found",
            Self::Invalid(_) => "invalid_input",
            Self::Conflict { code, .. } => code,
            Self::TooManyTries { .. } => "too_many_tries",
            Self::Transition(_) => "illegal_transition",
            Self::Database(error) => error.code(),
            Self::Signer { code, .. } => code,
            Self::Machine(_) => "server_failed",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongPassword | Self::HostToken(_) => 401,
            Self::Denied { .. } => 403,
            Self::NotFound { .. } => 404,
            Self::Conflict { .. } | Self::Transition(_) => 409,
            Self::Invalid(_) => 422,
            Self::TooManyTries { .. } => 429,
            Self::Machine(_) => 500,
            Self::Signer { .. } => 502,
            Self::Database(_) => 503,
        }
    }

    /// The sentence for a person.
    pub fn sentence(&self) -> String {
        self.to_string()
    }

    /// What is wrong with each field of a form; empty for other errors.
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Invalid(problems) => problems,
            Self::SignedOut
            | Self::WrongPassword
            | Self::HostToken(_)
            | Self::Denied { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::TooManyTries { .. }
            | Self::Transition(_)
            | Self::Database(_)
            | Self::Signer { .. }
            | Self::Machine(_) => &[],
        }
    }
}
