//! The few line icons of the rail, drawn on a grid of 16 by 16. Always beside a word, so hidden from readers of the page.

use leptos::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// Home.
    Home,
    /// Windows: a calendar leaf.
    Windows,
    /// Updates: a shield.
    Updates,
    /// Build requests: a hammer.
    Builds,
    /// Hosts: two servers.
    Hosts,
    /// Audit: a written page.
    Audit,
    /// Something that was checked.
    Tick,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M2.5 7 8 2.3 13.5 7v6.5h-11z M6.5 13.5v-4h3v4",
            Self::Windows => "M2.5 3.5h11v10h-11z M2.5 6.8h11 M5.4 1.8v3 M10.6 1.8v3",
            Self::Updates => "M8 1.7l5.5 2.4v3.6c0 3.4-2.4 5.6-5.5 6.6-3.1-1-5.5-3.2-5.5-6.6V4.1z",
            Self::Builds => "M2.6 13.4l6-6 M6.9 4.1l2.3-2.3 5 5-2.3 2.3z",
            Self::Hosts => {
                "M2.5 2.5h11v4.4h-11z M2.5 9.1h11v4.4h-11z M5 4.7h.01 M5 11.3h.01 M7.5 4.7h3.5 M7.5 11.3h3.5"
            }
            Self::Audit => "M3.5 1.8h6.2l2.8 2.8v9.6h-9z M5.8 7.4h4.4 M5.8 10.4h4.4",
            Self::Tick => "M3 8.6l3.3 3.3L13 4.6",
        }
    }
}

/// One icon.
#[component]
pub fn Icon(
    /// Which.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}

/// The mark: a line that is calm, beats once, and is calm again.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <path
                d="M1 10h4l2-6 3 12 2-6h7"
                fill="none"
                stroke-width="2"
                stroke-linejoin="round"
                stroke-linecap="round"
            ></path>
        </svg>
    }
}
