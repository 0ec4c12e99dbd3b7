//! Names of things that get signed. A value of these types is well formed: parsing is the only way in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A text that is not the name it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: {rule}")]
pub struct MalformedId {
    text: String,
    what: &'static str,
    rule: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    let text = text.chars().take(80).collect();
                    Err(MalformedId { text, what: $what, rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;
            fn try_from(text: String) -> Result<Self, MalformedId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn all(text: &str, allowed: fn(char) -> bool) -> bool {
    text.chars().all(allowed)
}

text_id!(
    /// An update: 8 characters of `a-z0-9`, as `quiesce show` prints it.
    UpdateId,
    "an update id",
    "it has 8 characters of a-z and 0-9",
    |t| t.len() == 8 && all(t, |c| c.is_ascii_lowercase() || c.is_ascii_digit())
);

text_id!(
    /// A host: the first 16 bytes of the SHA-256 of its ed25519 public key, in 32 hex digits.
    /// Derived from the key, so that a permit for a host is a permit for a key.
    HostId,
    "a host id",
    "it has 32 digits of 0-9 and a-f",
    |t| t.len() == 32 && all(t, |c| c.is_ascii_digit() || ('a'..='f').contains(&c))
);

text_id!(
    /// A patch window: `w-` and its number in the server's database.
    WindowId,
    "a window id",
    "it is w- and a number",
    |t| t.strip_prefix("w-").is_some_and(|n| !n.is_empty() && n.len() <= 18 && all(n, |c| c.is_ascii_digit()))
);

text_id!(
    /// A kernel release as `uname -r` prints it, for example `6.1.0-47-cloud-amd64`.
    KernelRelease,
    "a kernel release",
    "it is what `uname -r` prints: 1 to 64 characters of a-z, A-Z, 0-9, `.`, `_`, `+`, `~` and `-`",
    |t| (1..=64).contains(&t.len())
        && !t.starts_with('.')
        && all(t, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '~' | '-'))
);

text_id!(
    /// A kernel's GNU build id (the `NT_GNU_BUILD_ID` note, as in `/sys/kernel/notes`): 40 hex digits.
    BuildId,
    "a build id",
    "it has 40 digits of 0-9 and a-f",
    |t| t.len() == 40 && all(t, |c| c.is_ascii_digit() || ('a'..='f').contains(&c))
);

impl HostId {
    /// The id that belongs to an ed25519 public key.
    pub fn of_public_key(key: &[u8; 32]) -> Self {
        let digest: [u8; 32] = Sha256::digest(key).into();
        Self(hex::encode(&digest[..16]))
    }
}
