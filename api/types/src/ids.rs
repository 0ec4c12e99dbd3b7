//! Numbers that name rows on the server, each of its own type, so that a group's can never be taken for a person's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use quiesce_trust::WindowId;

/// A text that is not a number of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number that names something here")]
pub struct MalformedNumber(String);

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedNumber;
            fn from_str(text: &str) -> Result<Self, MalformedNumber> {
                match text.trim().parse() {
                    Ok(number) if number > 0 => Ok(Self(number)),
                    Ok(_) | Err(_) => Err(MalformedNumber(text.chars().take(40).collect())),
                }
            }
        }
    };
}

number!(
    /// A person with an account.
    PersonId
);
number!(
    /// An experiment that shares the hosts.
    ExperimentId
);
number!(
    /// A host group.
    GroupId
);
number!(
    /// A build request.
    BuildRequestId
);
number!(
    /// An artifact: one update for one kernel.
    ArtifactId
);
number!(
    /// A window. What gets signed calls it `w-<number>`: see [`WindowNumber::to_id`].
    WindowNumber
);
number!(
    /// An audit event.
    EventId
);

impl WindowNumber {
    /// The window's name in permits and reports. Fails only for a number that no database of ours gives out.
    pub fn to_id(self) -> Result<WindowId, quiesce_trust::ids::MalformedId> {
        format!("w-{}", self.0).parse()
    }

    /// The number in a window's signed name.
    pub fn of_id(id: &WindowId) -> Result<Self, MalformedNumber> {
        id.as_str().trim_start_matches("w-").parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_number_survives_its_signed_name() {
        let number = WindowNumber(42);
        let id = number.to_id().unwrap();
        assert_eq!(id.as_str(), "w-42");
        assert_eq!(WindowNumber::of_id(&id), Ok(number));
    }

    #[test]
    fn zero_negative_and_text_name_nothing() {
        for text in ["0", "-1", "", "one", "99999999999999999999"] {
            assert!(text.parse::<PersonId>().is_err(), "{text}");
        }
    }
}
