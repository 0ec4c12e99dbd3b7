//! A state in a word, with a shape and a colour that say the same.

use leptos::prelude::*;

/// How good or bad a state is for the person who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done, or as it should be: a green dot.
    Ok,
    /// Under way: a blue dot.
    Info,
    /// Under way at this moment: a blue dot that breathes.
    Live,
    /// Wants attention: an amber diamond.
    Warn,
    /// Went wrong, or is refused: a red square.
    Bad,
    /// Waits for somebody: a ring.
    Wait,
    /// Over, or of no account: a grey dot.
    Plain,
}

impl Tone {
    /// The classes that draw it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Live => "info live",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Wait => "wait",
            Self::Plain => "",
        }
    }
}

/// A chip.
#[component]
pub fn Chip(
    /// How it looks.
    tone: Tone,
    /// What it says: lower case, one to four words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class=format!("chip {}", tone.class())>{label}</span> }
}
