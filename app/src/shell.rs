//! The frame around every page: document head, rail, skip link, who is signed in, the zone of the times.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon, Mark};
use crate::server::static_files;

/// The places of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What needs me now.
    Home,
    /// Windows.
    Windows,
    /// Updates.
    Updates,
    /// Build requests.
    Builds,
    /// Hosts.
    Hosts,
    /// Audit.
    Audit,
}

impl Place {
    const ALL: [Self; 6] = [
        Self::Home,
        Self::Windows,
        Self::Updates,
        Self::Builds,
        Self::Hosts,
        Self::Audit,
    ];

    const fn href(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Windows => "/windows",
            Self::Updates => "/updates",
            Self::Builds => "/builds",
            Self::Hosts => "/hosts",
            Self::Audit => "/audit",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Home => Glyph::Home,
            Self::Windows => Glyph::Windows,
            Self::Updates => Glyph::Updates,
            Self::Builds => Glyph::Builds,
            Self::Hosts => Glyph::Hosts,
            Self::Audit => Glyph::Audit,
        }
    }

    /// The label, and the one for where room is short.
    const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Home => ("Home", "Home"),
            Self::Windows => ("Windows", "Windows"),
            Self::Updates => ("Updates", "Updates"),
            Self::Builds => ("Build requests", "Builds"),
            Self::Hosts => ("Hosts", "Hosts"),
            Self::Audit => ("Audit", "Audit"),
        }
    }
}

/// Who is signed in, as the rail says it.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person's name.
    pub name: String,
    /// Roles and experiments: `coordinator for STAR`.
    pub roles: String,
}

/// What the shell needs to know.
#[derive(Debug, Clone)]
pub enum Frame {
    /// Nobody is signed in: no rail.
    Alone,
    /// Somebody is.
    SignedIn {
        /// Who.
        who: Who,
        /// The lit place, if the page belongs to one.
        place: Option<Place>,
        /// How many decisions wait for them.
        decisions: u64,
    },
}

/// The whole document.
pub fn shell(title: String, frame: Frame, content: AnyView) -> impl IntoView {
    let styles: Vec<_> = static_files::styles()
        .into_iter()
        .map(|href| view! { <link rel="stylesheet" href=href/> })
        .collect();
    let wasm = static_files::address("/pkg/quiesce_bg.wasm");
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{title} · Quiesce")}</title>
                <link
                    rel="preload"
                    href="/assets/fonts/inter-latin.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                {styles}
                <link rel="icon" href=static_files::address("/assets/icons/quiesce.svg")/>
                <link rel="preload" href=wasm.clone() r#as="fetch" crossorigin="anonymous"/>
                <script
                    type="module"
                    src=static_files::address("/assets/boot.js")
                    data-js=static_files::address("/pkg/quiesce.js")
                    data-wasm=wasm
                ></script>
            </head>
            <body>
                {match frame {
                    Frame::Alone => view! { <main class="alone" id="main">{content}</main> }.into_any(),
                    Frame::SignedIn { who, place, decisions } => {
                        view! {
                            <a class="skip" href="#main">"Skip to the content"</a>
                            <div class="shell">
                                <Rail who place decisions/>
                                <main id="main" tabindex="-1">
                                    {content}
                                    <p class="zone foot" id="zone">"Times are in UTC."</p>
                                </main>
                            </div>
                        }
                            .into_any()
                    }
                }}
            </body>
        </html>
    }
}

#[component]
fn Rail(who: Who, place: Option<Place>, decisions: u64) -> impl IntoView {
    let places = Place::ALL.map(|to| {
        let current = (place == Some(to)).then_some("page");
        let (long, brief) = to.label();
        let waiting = (to == Place::Home && decisions > 0).then(|| {
            view! {
                <span class="n">
                    {decisions} <span class="sr">" decisions wait for you"</span>
                </span>
            }
        });
        view! {
            <li>
                <a href=to.href() aria-current=current>
                    <Icon glyph=to.glyph()/>
                    <span class="long">{long}</span>
                    <span class="brief">{brief}</span>
                    {waiting}
                </a>
            </li>
        }
    });
    view! {
        <header class="rail">
            <a class="brand" href="/"><Mark/> "Quiesce"</a>
            <nav aria-label="Main"><ul class="places">{places.into_iter().collect_view()}</ul></nav>
            <div class="who">
                <b>{who.name}</b>
                <span class="role">{who.roles}</span>
                <form method="post" action="/sign-out">
                    <button class="link" type="submit">"Sign out"</button>
                </form>
            </div>
        </header>
    }
}
