//! Pages and forms over HTTP, as a browser without JavaScript uses them.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a set-up that breaks ends the test")]

mod forms;
mod guards;
mod site;
mod words;
