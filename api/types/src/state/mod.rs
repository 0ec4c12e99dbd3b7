//! The states that things move through. `to` is the only way from one state to the next; an illegal step is an
//! error that names both.

mod build;
mod deployment;
mod host;
mod update;
mod window;

pub use build::BuildState;
pub use deployment::DeploymentState;
pub use host::{Health, HostState};
pub use update::UpdateState;
pub use window::WindowState;

/// A step that a state machine does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{thing} that is {from} cannot become {to}")]
pub struct IllegalTransition {
    /// What was to be moved, with its article: `a window`.
    pub thing: &'static str,
    /// The state it is in.
    pub from: &'static str,
    /// The state it was to get.
    pub to: &'static str,
}

/// A text that is none of the words it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}")]
pub struct UnknownWord {
    /// What was read.
    pub text: String,
    /// What it was taken for.
    pub what: &'static str,
}

/// An enum whose values have one word each, used in the database, in JSON and in addresses.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::state::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err($crate::state::UnknownWord {
                        text: other.chars().take(40).collect(),
                        what: $what,
                    }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::state::UnknownWord;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.word().to_owned()
            }
        }
    };
}

/// The steps of a state machine: which states may follow which.
macro_rules! steps {
    ($name:ident, $thing:literal, { $($from:ident => [$($to:ident),*],)+ }) => {
        impl $name {
            /// The states that may follow this one.
            pub const fn next(self) -> &'static [Self] {
                match self { $(Self::$from => &[$(Self::$to),*],)+ }
            }

            /// The next state, if this one may become it.
            pub fn to(self, next: Self) -> Result<Self, $crate::state::IllegalTransition> {
                if self.next().contains(&next) {
                    Ok(next)
                } else {
                    Err($crate::state::IllegalTransition {
                        thing: $thing,
                        from: self.word(),
                        to: next.word(),
                    })
                }
            }
        }
    };
}

pub(crate) use {steps, words};
