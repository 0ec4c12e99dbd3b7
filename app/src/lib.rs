//! The web app of Quiesce, and the server that it is part of.
//!
//! **Islands.** Pages are Leptos components that only the server compiles (feature `ssr`). What goes to the browser
//! (feature `hydrate`, WebAssembly) is [`islands`] alone: the live log of a build, the live progress of a window, the
//! viewer's time zone, a patch file read into its field. Everything else is plain HTML, quick on any machine and whole
//! without JavaScript.
//!
//! **One way for pages, one way for forms.** An actix handler in `pages/<noun>/<page>.rs` asks the services of
//! `quiesce-api` for what it shows and then renders it in one piece (`page.rs`). Forms are plain HTML forms that post to
//! the page they stand on; the verbs are in `forms/<noun>/<verb>.rs`. They are actix handlers rather than Leptos
//! server functions, because a refused form has to come back as the same page, with status 422, everything that was
//! typed in place and each error beside its field, whether JavaScript runs or not.
//!
//! **No inline code.** The content security policy allows scripts and styles from this site's files only: pages hold no
//! inline script, no nonce and no style attribute. Colours that come from data are SVG attributes or classes.

#![recursion_limit = "256"]

pub mod islands;

#[cfg(feature = "ssr")]
pub mod command;
#[cfg(feature = "ssr")]
pub mod server;

mod components;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

/// Called by `assets/boot.js` once, before it wakes the islands.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    islands::local_time::localise(&leptos::prelude::document());
}
