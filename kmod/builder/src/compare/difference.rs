//! In what two functions differ, in words for a reviewer.

/// The first difference that was found between two functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Instructions or what they lead to.
    Code,
    /// A string.
    Text {
        /// Before.
        old: String,
        /// After.
        new: String,
    },
    /// A literal or a constant that the compiler made.
    Constant,
    /// A datum of this name whose value goes with the function.
    Carried(String),
    /// An entry of this table.
    Table(&'static str),
}

impl Difference {
    /// A note for the report. `code_is_same`: the instructions are the same but for where they lead.
    pub(crate) fn note(&self, code_is_same: bool) -> String {
        let also = if code_is_same {
            "; the code is the same"
        } else {
            ""
        };
        match self {
            Self::Code => String::new(),
            Self::Text { old, new } if code_is_same => {
                format!("a string differs: \"{old}\" is now \"{new}\"{also}")
            }
            Self::Text { .. } => String::new(),
            Self::Constant if code_is_same => format!("a constant that it reads differs{also}"),
            Self::Constant => String::new(),
            Self::Carried(name) => format!("the constant {name} that it reads differs"),
            Self::Table(name) => format!("its entries in {name} differ{also}"),
        }
    }
}

/// A string as it may stand in a note: without control characters, and not too long.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown: String = text
        .chars()
        .take(60)
        .filter(|letter| !matches!(letter, '\u{1}'))
        .flat_map(char::escape_default)
        .collect();
    if text.chars().count() > 60 {
        shown.push('…');
    }
    shown
}
